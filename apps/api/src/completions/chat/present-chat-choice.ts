import { type ChosenTokenLogprob, type TokenUsage } from '@leeward/mixtral-llm';
import { AnswerChunks } from '../answer-envelope.js';
import { type AnswerIdentity } from '../answer-identity.js';
import { type ModeratedCall, type ChoiceEvent, type CompletionFinishReason } from '../moderate-choice.js';
import { type ChunkWriter } from '../send-answer.js';
import { type PresentedModeration } from '../../moderation/moderation-report.js';
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
  readonly #calls = new Map<number, number>();

  readonly #chunks: AnswerChunks;

  /** @param includeUsage as `AnswerChunks` */
  constructor(identity: AnswerIdentity, includeUsage: boolean) {
    this.#chunks = new AnswerChunks('chat.completion.chunk', identity, includeUsage);
  }

  chunksOf(choice: number, event: ChoiceEvent, moderation?: PresentedModeration): object[] {
    return [...this.#begin(choice, event), ...this.#continue(choice, event, moderation)];
  }

  usage(usage: TokenUsage): object[] {
    return this.#chunks.usage(usage);
  }

  /** The first chunk of a choice: who speaks. A choice that begins with a call has no text. */
  #begin(choice: number, event: ChoiceEvent): object[] {
    if (this.#calls.has(choice)) return [];
    this.#calls.set(choice, 0);
    return [this.#chunk(choice, { role: 'assistant', content: event.type === 'tool-call' ? null : '', refusal: null })];
  }

  #continue(choice: number, event: ChoiceEvent, moderation?: PresentedModeration): object[] {
    switch (event.type) {
      case 'text-delta':
        return [this.#chunk(choice, { content: event.text }, { logprobs: event.logprobs })];
      case 'tool-call':
        return this.#callDeltas(choice, event.call).map((delta) => this.#chunk(choice, { tool_calls: [delta] }));
      case 'finish':
        return [this.#chunk(choice, {}, { finishReason: event.reason, moderation })];
    }
  }

  /** As OpenAI sends a call: who is called, then what with. */
  #callDeltas(choice: number, call: ModeratedCall): CallDelta[] {
    const index = this.#calls.get(choice) ?? 0;
    this.#calls.set(choice, index + 1);
    const { function: called, ...named } = presentCall(call);
    return [
      { index, ...named, function: { name: called.name, arguments: '' } },
      { index, function: { arguments: called.arguments } },
    ];
  }

  #chunk(
    index: number,
    delta: ChunkDelta,
    { logprobs = [], finishReason = null, moderation }: ChunkFacts = {},
  ): object {
    return this.#chunks.of(
      { index, delta, logprobs: presentLogprobs(logprobs), finish_reason: finishReason },
      moderation,
    );
  }
}

interface ChunkFacts {
  readonly logprobs?: readonly ChosenTokenLogprob[];
  readonly finishReason?: CompletionFinishReason | null;
  readonly moderation?: PresentedModeration | undefined;
}
