import { type TokenUsage } from '@leeward/mixtral-llm';
import { type CompletionFinishReason, type CompletionIdentity, presentUsage } from './present-completion.js';

/** What a chunk adds to the answer. */
interface ChunkDelta {
  readonly role?: 'assistant';
  readonly content?: string;
}

/** The `chat.completion.chunk` objects of one streamed answer. */
export class ChunkPresenter {
  /** @param includeUsage as `stream_options.include_usage`: every chunk has `usage`, null but in the last one */
  constructor(
    private readonly identity: CompletionIdentity,
    private readonly includeUsage: boolean,
  ) {}

  /** The first chunk: who speaks. */
  start() {
    return this.chunk({ role: 'assistant', content: '' }, null);
  }

  text(text: string) {
    return this.chunk({ content: text }, null);
  }

  /** The last chunk of the answer. */
  finish(reason: CompletionFinishReason) {
    return this.chunk({}, reason);
  }

  /** One more chunk with the usage and no choice, if it was asked for. */
  usage(usage: TokenUsage) {
    return this.includeUsage ? [{ ...this.envelope(), choices: [], usage: presentUsage(usage) }] : [];
  }

  private chunk(delta: ChunkDelta, finishReason: CompletionFinishReason | null) {
    const choice = { index: 0, delta, logprobs: null, finish_reason: finishReason };
    return { ...this.envelope(), choices: [choice], ...(this.includeUsage && { usage: null }) };
  }

  private envelope() {
    const { id, created, model } = this.identity;
    return { id, object: 'chat.completion.chunk' as const, created, model };
  }
}
