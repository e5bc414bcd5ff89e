import { type GrammarLimits } from '../grammar/index.js';

/** Describes the bounds of an option that is a number. */
export interface NumberBounds {
  readonly minimum: number;
  readonly maximum: number;
  /** Whether `minimum` itself is refused. Default false. */
  readonly isMinimumExclusive?: boolean;
  /** Whether only whole numbers are accepted. Default false. */
  readonly isInteger?: boolean;
}

/** Bounds of every option that is a number. Options of OpenAI's API have the bounds that they have there. */
export const optionBounds = {
  temperature: { minimum: 0, maximum: 2 },
  topP: { minimum: 0, maximum: 1, isMinimumExclusive: true },
  topK: { minimum: 0, maximum: 1_000_000, isInteger: true },
  minP: { minimum: 0, maximum: 1 },
  seed: { minimum: 0, maximum: 2 ** 32 - 1, isInteger: true },
  repeatPenalty: { minimum: 0, maximum: 2, isMinimumExclusive: true },
  presencePenalty: { minimum: -2, maximum: 2 },
  frequencyPenalty: { minimum: -2, maximum: 2 },
  maxTokens: { minimum: 1, maximum: Number.MAX_SAFE_INTEGER, isInteger: true },
  topLogprobs: { minimum: 0, maximum: 20, isInteger: true },
  n: { minimum: 1, maximum: 128, isInteger: true },
} as const satisfies Readonly<Record<string, NumberBounds>>;

/** Bounds of `schemaRetries`: each retry takes the time of another answer. */
export const schemaRetryBounds = { minimum: 0, maximum: 3, isInteger: true } as const satisfies NumberBounds;

/** Bounds of `logitBias`. The number of entries is bounded because each costs time for each token. */
export const logitBiasBounds = { entries: 1024, minimum: -100, maximum: 100 } as const;

/**
 * Bounds of `stop`, of the model and of the call together: as many strings as OpenAI's API accepts, each of at most
 * `length` UTF-16 units.
 */
export const stopBounds = { strings: 4, length: 256 } as const;

/** Bounds of `grammarLimits`: the largest counts of a schema itself, and the deepest body that the API accepts. */
export const grammarLimitBounds = {
  stringLength: { minimum: 0, maximum: 100_000, isInteger: true },
  items: { minimum: 0, maximum: 10_000, isInteger: true },
  depth: { minimum: 1, maximum: 100, isInteger: true },
} as const satisfies Readonly<Record<keyof GrammarLimits, NumberBounds>>;
