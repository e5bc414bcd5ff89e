import { type ChosenTokenLogprob, type TokenUsage } from '@leeward/mixtral-llm';
import { type AnswerIdentity } from '../answer/answer-identity.js';
import { type ApprovedCall, type ChoiceEvent, type CompletionFinishReason } from '../answer/moderate-choice.js';
import { presentUsage } from '../answer/present-usage.js';
import { type ChunkWriter } from '../answer/send-answer.js';
import { type PresentedModeration } from '../moderation/moderation-report.js';
import { presentCall, presentLogprobs } from './present-choice.js';

/** A piece of a call, as the deltas of OpenAI's streams have it. */
interface CallDelta {
  readonly index: number;
  readonly id?: string;
  readonly type?: 'function';
  readonly function: { readonly name?: string; readonly arguments: string };
}

/** What a chunk adds to a choice. */
interface ChunkDelta {
  readonly role?: 'assistant';
  readonly content?: string | null;
  readonly refusal?: null;
  readonly tool_calls?: readonly CallDelta[];
}

/** The `chat.completion.chunk` objects of one streamed answer. */
export class ChunkPresenter implements ChunkWriter {
  /** How many calls each choice has made, for those that have begun. */
  private readonly calls = new Map<number, number>();

  /** @param includeUsage as `stream_options.include_usage`: every chunk has `usage`, null but in the last one */
  constructor(
    private readonly identity: AnswerIdentity,
    private readonly includeUsage: boolean,
  ) {}

  /** @param moderation for the last chunk of the answer that has a choice */
  chunksOf(choice: number, event: ChoiceEvent, moderation?: PresentedModeration): object[] {
    return [...this.begin(choice, event), ...this.continue(choice, event, moderation)];
  }

  /** One more chunk with the usage and no choice, if it was asked for. */
  usage(usage: TokenUsage): object[] {
    return this.includeUsage ? [{ ...this.envelope(), choices: [], usage: presentUsage(usage) }] : [];
  }

  /** The first chunk of a choice: who speaks. A choice that begins with a call has no text. */
  private begin(choice: number, event: ChoiceEvent): object[] {
    if (this.calls.has(choice)) return [];
    this.calls.set(choice, 0);
    return [this.chunk(choice, { role: 'assistant', content: event.type === 'tool-call' ? null : '', refusal: null })];
  }

  private continue(choice: number, event: ChoiceEvent, moderation?: PresentedModeration): object[] {
    switch (event.type) {
      case 'text-delta':
        return [this.chunk(choice, { content: event.text }, { logprobs: event.logprobs })];
      case 'tool-call':
        return this.callDeltas(choice, event.call).map((delta) => this.chunk(choice, { tool_calls: [delta] }));
      case 'finish':
        return [{ ...this.chunk(choice, {}, { finishReason: event.reason }), ...(moderation && { moderation }) }];
    }
  }

  /** As OpenAI sends a call: who is called, then what with. */
  private callDeltas(choice: number, call: ApprovedCall): CallDelta[] {
    const index = this.calls.get(choice) ?? 0;
    this.calls.set(choice, index + 1);
    const { function: called, ...named } = presentCall(call);
    return [
      { index, ...named, function: { name: called.name, arguments: '' } },
      { index, function: { arguments: called.arguments } },
    ];
  }

  private chunk(index: number, delta: ChunkDelta, { logprobs = [], finishReason = null }: ChunkFacts = {}) {
    const choice = { index, delta, logprobs: presentLogprobs(logprobs), finish_reason: finishReason };
    return { ...this.envelope(), choices: [choice], ...(this.includeUsage && { usage: null }) };
  }

  private envelope() {
    const { id, created, model } = this.identity;
    return { id, object: 'chat.completion.chunk' as const, created, model };
  }
}

interface ChunkFacts {
  readonly logprobs?: readonly ChosenTokenLogprob[];
  readonly finishReason?: CompletionFinishReason | null;
}
