import { type GrammarLimits } from '../grammar/index.js';

/** Describes the bounds of an option that is a number. */
export interface NumberBounds {
  readonly least: number;
  readonly most: number;
  /** Whether `least` itself is refused. Default false. */
  readonly isAboveLeast?: boolean;
  /** Whether only whole numbers are accepted. Default false. */
  readonly isWhole?: boolean;
}

/** Bounds of every option that is a number. Options of OpenAI's API have the bounds that they have there. */
export const optionBounds = {
  temperature: { least: 0, most: 2 },
  topP: { least: 0, most: 1, isAboveLeast: true },
  topK: { least: 0, most: 1_000_000, isWhole: true },
  minP: { least: 0, most: 1 },
  seed: { least: 0, most: 2 ** 32 - 1, isWhole: true },
  repeatPenalty: { least: 0, most: 2, isAboveLeast: true },
  presencePenalty: { least: -2, most: 2 },
  frequencyPenalty: { least: -2, most: 2 },
  maxTokens: { least: 1, most: Number.MAX_SAFE_INTEGER, isWhole: true },
  topLogprobs: { least: 0, most: 20, isWhole: true },
  n: { least: 1, most: 128, isWhole: true },
} as const satisfies Readonly<Record<string, NumberBounds>>;

/** Bounds of `logitBias`. The number of entries is bounded because each costs time for each token. */
export const logitBiasBounds = { entries: 1024, least: -100, most: 100 } as const;

/**
 * Bounds of `stop`, of the model and of the call together: as many strings as OpenAI's API accepts, each of at most
 * `length` UTF-16 units.
 */
export const stopBounds = { strings: 4, length: 256 } as const;

/** Bounds of `grammarLimits`: the largest counts of a schema itself, and the deepest body that the API accepts. */
export const grammarLimitBounds = {
  stringLength: { least: 0, most: 100_000, isWhole: true },
  items: { least: 0, most: 10_000, isWhole: true },
  depth: { least: 1, most: 100, isWhole: true },
} as const satisfies Readonly<Record<keyof GrammarLimits, NumberBounds>>;
