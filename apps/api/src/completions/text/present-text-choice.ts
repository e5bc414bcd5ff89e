import { type ChoiceDeltas, type CollectedChoice } from '../completion-kind.js';
import { type ChoiceEvent, type CompletionFinishReason } from '../moderate-choice.js';
import { type TextLogprobs, TextLogprobsPresenter } from './text-logprobs.js';

interface TextChoice {
  readonly index: number;
  readonly text: string;
  readonly logprobs: TextLogprobs | null;
  readonly finish_reason: CompletionFinishReason | null;
}

/** Presents a whole choice of a `text_completion`. @param hasLogprobs whether log-probabilities were asked for */
export function presentTextChoice(
  { text, logprobs, finishReason }: CollectedChoice,
  index: number,
  hasLogprobs: boolean,
): TextChoice {
  return {
    index,
    text,
    logprobs: hasLogprobs ? new TextLogprobsPresenter().present(logprobs) : null,
    finish_reason: finishReason,
  };
}

/** The choices of one streamed completion. They have the same fields as those of a whole one. */
export class TextDeltas implements ChoiceDeltas {
  readonly #logprobs = new Map<number, TextLogprobsPresenter>();

  present(index: number, event: ChoiceEvent): TextChoice[] {
    switch (event.type) {
      case 'text-delta': {
        const logprobs = event.logprobs.length > 0 ? this.#findPresenter(index).present(event.logprobs) : null;
        return [{ index, text: event.text, logprobs, finish_reason: null }];
      }
      case 'finish':
        return [{ index, text: '', logprobs: null, finish_reason: event.reason }];
      case 'tool-call':
        // A text that is continued calls no tools.
        return [];
    }
  }

  /** Finds the presenter of a choice, which counts the characters before each token. */
  #findPresenter(choice: number): TextLogprobsPresenter {
    const presenter = this.#logprobs.get(choice) ?? new TextLogprobsPresenter();
    this.#logprobs.set(choice, presenter);
    return presenter;
  }
}
