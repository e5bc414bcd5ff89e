import { type TokenUsage } from '@leeward/mixtral-llm';
import { type ChoiceDeltas } from './completion-kind.js';
import { type ChoiceEvent } from './moderate-choice.js';
import { type AnswerIdentity, type ModeratedAnswer } from './moderated-answer.js';

/** Presents a whole answer around its choices. The usage of a blocked answer counts the tokens up to the block. */
export function presentAnswer(
  object: string,
  { identity, report, notes }: ModeratedAnswer,
  choices: readonly object[],
  usage: TokenUsage,
): object {
  return {
    ...toEnvelope(object, identity),
    choices,
    usage: presentUsage(usage),
    moderation: report.present(),
    leeward: notes.present(),
  };
}

/** Presents one streamed answer: each entry of `choices` in a chunk of its own. */
export class ChunkPresenter {
  readonly #object: string;
  readonly #deltas: ChoiceDeltas;
  readonly #answer: ModeratedAnswer;
  readonly #includeUsage: boolean;
  #ended = 0;

  /** @param includeUsage as `stream_options.include_usage`: every chunk has `usage`, null but in the last one */
  constructor(
    kind: { readonly chunkObject: string; createDeltas(): ChoiceDeltas },
    answer: ModeratedAnswer,
    includeUsage: boolean,
  ) {
    this.#object = kind.chunkObject;
    this.#deltas = kind.createDeltas();
    this.#answer = answer;
    this.#includeUsage = includeUsage;
  }

  /** Presents an event of a choice. The last chunk with a choice also has the findings of moderation. */
  present(choice: number, event: ChoiceEvent): object[] {
    if (event.type === 'finish') this.#ended++;
    const isLast = this.#ended === this.#answer.choices;
    const entries = this.#deltas.present(choice, event);
    return entries.map((entry, index) => ({
      ...toEnvelope(this.#object, this.#answer.identity),
      choices: [entry],
      usage: this.#includeUsage ? null : undefined,
      moderation: isLast && index === entries.length - 1 ? this.#answer.report.present() : undefined,
      leeward: isLast && index === entries.length - 1 ? this.#answer.notes.present() : undefined,
    }));
  }

  /** Presents the usage in one more chunk without a choice, if it was asked for. */
  presentUsage(usage: TokenUsage): object[] {
    if (!this.#includeUsage) return [];
    return [{ ...toEnvelope(this.#object, this.#answer.identity), choices: [], usage: presentUsage(usage) }];
  }
}

function toEnvelope(object: string, { id, created, model }: AnswerIdentity) {
  return { id, object, created, model };
}

function presentUsage({ promptTokens, cachedPromptTokens, completionTokens }: TokenUsage) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedPromptTokens },
  };
}
