import { type TokenUsage } from '@leeward/mixtral-llm';
import { type PresentedModeration } from '../moderation/moderation-report.js';
import { type AnswerIdentity } from './answer-identity.js';
import { presentUsage } from './present-usage.js';

/** What an answer tells beside its choices. */
export interface AnswerFacts {
  readonly usage: TokenUsage;
  readonly moderation: PresentedModeration;
  /** Whether log-probabilities were asked for. */
  readonly hasLogprobs: boolean;
}

/** A whole answer of a kind, around its choices. A blocked one counts the tokens up to where it was cut off. */
export function wholeAnswer<Kind extends string, Choice>(
  object: Kind,
  identity: AnswerIdentity,
  choices: readonly Choice[],
  { usage, moderation }: AnswerFacts,
) {
  return { ...envelopeOf(object, identity), choices, usage: presentUsage(usage), moderation };
}

/** The chunks of one streamed answer of a kind, around what each adds to a choice. */
export class AnswerChunks {
  readonly #object: string;
  readonly #identity: AnswerIdentity;
  readonly #includeUsage: boolean;

  /** @param includeUsage as `stream_options.include_usage`: every chunk has `usage`, null but in the last one */
  constructor(object: string, identity: AnswerIdentity, includeUsage: boolean) {
    this.#object = object;
    this.#identity = identity;
    this.#includeUsage = includeUsage;
  }

  /** @param moderation for the last chunk of the answer that has a choice */
  of(choice: object, moderation?: PresentedModeration): object {
    return {
      ...envelopeOf(this.#object, this.#identity),
      choices: [choice],
      ...(this.#includeUsage && { usage: null }),
      ...(moderation && { moderation }),
    };
  }

  /** One more chunk with the usage and no choice, if it was asked for. */
  usage(usage: TokenUsage): object[] {
    return this.#includeUsage
      ? [{ ...envelopeOf(this.#object, this.#identity), choices: [], usage: presentUsage(usage) }]
      : [];
  }
}

function envelopeOf<Kind extends string>(object: Kind, { id, created, model }: AnswerIdentity) {
  return { id, object, created, model };
}
