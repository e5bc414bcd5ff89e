import { type TokenUsage } from '@leeward/mixtral-llm';
import { AnswerChunks, type AnswerFacts, wholeAnswer } from '../answer-envelope.js';
import { type AnswerIdentity } from '../answer-identity.js';
import { type CollectedChoice } from '../collect-choices.js';
import { type ChoiceEvent, type CompletionFinishReason } from '../moderate-choice.js';
import { type ChunkWriter } from '../send-answer.js';
import { type PresentedModeration } from '../../moderation/moderation-report.js';
import { type TextLogprobs, TextLogprobsPresenter } from './text-logprobs.js';

/** A `text_completion` object. */
export function presentTextCompletion(
  identity: AnswerIdentity,
  choices: readonly CollectedChoice[],
  facts: AnswerFacts,
) {
  const presented = choices.map(({ text, logprobs, finishReason }, index) =>
    choiceOf(index, text, {
      finishReason,
      logprobs: facts.hasLogprobs ? new TextLogprobsPresenter().present(logprobs) : null,
    }),
  );
  return wholeAnswer('text_completion', identity, presented, facts);
}

/** The chunks of one streamed completion; they are `text_completion` objects, too. */
export class TextChunkPresenter implements ChunkWriter {
  readonly #logprobs = new Map<number, TextLogprobsPresenter>();
  readonly #chunks: AnswerChunks;

  /** @param includeUsage as `AnswerChunks` */
  constructor(identity: AnswerIdentity, includeUsage: boolean) {
    this.#chunks = new AnswerChunks('text_completion', identity, includeUsage);
  }

  chunksOf(choice: number, event: ChoiceEvent, moderation?: PresentedModeration): object[] {
    switch (event.type) {
      case 'text-delta':
        return [
          this.#chunks.of(
            choiceOf(choice, event.text, {
              logprobs: event.logprobs.length > 0 ? this.#logprobsOf(choice).present(event.logprobs) : null,
            }),
          ),
        ];
      case 'finish':
        return [this.#chunks.of(choiceOf(choice, '', { finishReason: event.reason }), moderation)];
      case 'tool-call':
        // A text that is continued calls nothing.
        return [];
    }
  }

  usage(usage: TokenUsage): object[] {
    return this.#chunks.usage(usage);
  }

  #logprobsOf(choice: number): TextLogprobsPresenter {
    const presenter = this.#logprobs.get(choice) ?? new TextLogprobsPresenter();
    this.#logprobs.set(choice, presenter);
    return presenter;
  }
}

interface TextChoice {
  readonly index: number;
  readonly text: string;
  readonly logprobs: TextLogprobs | null;
  readonly finish_reason: CompletionFinishReason | null;
}

function choiceOf(
  index: number,
  text: string,
  facts: { readonly logprobs?: TextLogprobs | null; readonly finishReason?: CompletionFinishReason },
): TextChoice {
  return { index, text, logprobs: facts.logprobs ?? null, finish_reason: facts.finishReason ?? null };
}
