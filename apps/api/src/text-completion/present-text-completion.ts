import { type TokenUsage } from '@leeward/mixtral-llm';
import { type AnswerIdentity } from '../answer/answer-identity.js';
import { type CollectedChoice } from '../answer/collect-choices.js';
import { type ChoiceEvent, type CompletionFinishReason } from '../answer/moderate-choice.js';
import { presentUsage } from '../answer/present-usage.js';
import { type ChunkWriter } from '../answer/send-answer.js';
import { type PresentedModeration } from '../moderation/moderation-report.js';
import { type TextLogprobs, TextLogprobsPresenter } from './text-logprobs.js';

/** What is told of a completion besides its choices. */
export interface TextCompletionFacts {
  readonly usage: TokenUsage;
  readonly moderation: PresentedModeration;
  /** Whether log-probabilities were asked for. */
  readonly hasLogprobs: boolean;
}

/** A `text_completion` object. */
export function presentTextCompletion(identity: AnswerIdentity, choices: readonly CollectedChoice[], { usage, moderation, hasLogprobs }: TextCompletionFacts) {
  return {
    ...envelopeOf(identity),
    choices: choices.map(({ text, logprobs, finishReason }, index) =>
      choiceOf(index, text, { finishReason, logprobs: hasLogprobs ? new TextLogprobsPresenter().present(logprobs) : null }),
    ),
    usage: presentUsage(usage),
    moderation,
  };
}

/** The chunks of one streamed completion; they are `text_completion` objects, too. */
export class TextChunkPresenter implements ChunkWriter {
  private readonly logprobs = new Map<number, TextLogprobsPresenter>();

  /** @param includeUsage as `stream_options.include_usage`: every chunk has `usage`, null but in the last one */
  constructor(
    private readonly identity: AnswerIdentity,
    private readonly includeUsage: boolean,
  ) {}

  chunksOf(choice: number, event: ChoiceEvent, moderation?: PresentedModeration): object[] {
    switch (event.type) {
      case 'text-delta':
        return [this.chunk(choiceOf(choice, event.text, { logprobs: event.logprobs.length > 0 ? this.logprobsOf(choice).present(event.logprobs) : null }))];
      case 'finish':
        return [{ ...this.chunk(choiceOf(choice, '', { finishReason: event.reason })), ...(moderation && { moderation }) }];
      case 'tool-call':
        // A text that is continued calls nothing.
        return [];
    }
  }

  usage(usage: TokenUsage): object[] {
    return this.includeUsage ? [{ ...envelopeOf(this.identity), choices: [], usage: presentUsage(usage) }] : [];
  }

  private logprobsOf(choice: number): TextLogprobsPresenter {
    const presenter = this.logprobs.get(choice) ?? new TextLogprobsPresenter();
    this.logprobs.set(choice, presenter);
    return presenter;
  }

  private chunk(choice: TextChoice) {
    return { ...envelopeOf(this.identity), choices: [choice], ...(this.includeUsage && { usage: null }) };
  }
}

interface TextChoice {
  readonly index: number;
  readonly text: string;
  readonly logprobs: TextLogprobs | null;
  readonly finish_reason: CompletionFinishReason | null;
}

function choiceOf(index: number, text: string, facts: { readonly logprobs?: TextLogprobs | null; readonly finishReason?: CompletionFinishReason }): TextChoice {
  return { index, text, logprobs: facts.logprobs ?? null, finish_reason: facts.finishReason ?? null };
}

function envelopeOf({ id, created, model }: AnswerIdentity) {
  return { id, object: 'text_completion' as const, created, model };
}
