import { type TokenUsage } from '@leeward/mixtral-llm';
import { type ChatModeration, presentChatModeration } from '../moderation/report/present-openai-moderation.js';
import { type ChoiceDeltas } from './completion-kind.js';
import { type ChoiceEvent } from './moderate-choice.js';
import { type AnswerIdentity, type ModeratedAnswer } from './moderated-answer.js';
import { presentFindings } from './present-findings.js';

/** Presents a whole answer around its choices. The usage of a blocked answer counts the tokens up to the block. */
export function presentAnswer(
  object: string,
  answer: ModeratedAnswer,
  choices: readonly object[],
  usage: TokenUsage,
): object {
  return {
    ...toEnvelope(object, answer.identity),
    choices,
    usage: presentUsage(usage),
    moderation: presentModeration(answer),
    leeward: presentFindings(answer),
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
      leeward: isLast && index === entries.length - 1 ? presentFindings(this.#answer) : undefined,
    }));
  }

  /** Presents the judgement in OpenAI's form in one more chunk without a choice, if it was asked for. */
  presentModeration(): object[] {
    const moderation = presentModeration(this.#answer);
    if (moderation === undefined) return [];
    const usage = this.#includeUsage ? null : undefined;
    return [{ ...toEnvelope(this.#object, this.#answer.identity), choices: [], usage, moderation }];
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

function presentModeration({ hasModeration, report, choices }: ModeratedAnswer): ChatModeration | undefined {
  return hasModeration ? presentChatModeration(report, choices) : undefined;
}

function presentUsage({ promptTokens, cachedPromptTokens, completionTokens }: TokenUsage) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedPromptTokens },
  };
}
