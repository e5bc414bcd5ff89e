import { type GrammarLimits } from '../grammar/index.js';

/** What numbers an option takes. */
export interface NumberBounds {
  readonly least: number;
  readonly most: number;
  /** Whether `least` itself is too little. Default false. */
  readonly isAboveLeast?: boolean;
  /** Whether the number has no fraction. Default false. */
  readonly isWhole?: boolean;
}

/** The bounds of every option that is a number; those that OpenAI's API has, too, are as there. */
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

/** Bounds of `logitBias`. Each entry costs time for each token; OpenAI's API names no number of them. */
export const logitBiasBounds = { entries: 1024, least: -100, most: 100 } as const;

/** Bounds of `stop`, that of a model and that of a call together: as many as OpenAI's API takes, and of what length, in UTF-16 units. */
export const stopBounds = { strings: 4, length: 256 } as const;

/** Bounds of `grammarLimits`: as far as the counts of a schema itself may go, and as many levels as a body of the API may have. */
export const grammarLimitBounds = {
  stringLength: { least: 0, most: 100_000, isWhole: true },
  items: { least: 0, most: 10_000, isWhole: true },
  depth: { least: 1, most: 100, isWhole: true },
} as const satisfies Readonly<Record<keyof GrammarLimits, NumberBounds>>;
