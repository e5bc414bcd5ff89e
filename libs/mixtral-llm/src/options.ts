import { type BaseChatModelCallOptions, type BaseChatModelParams } from '@langchain/core/language_models/chat_models';
import { type Engine, type SamplingOptions } from './engine/engine.js';

/** How an answer is sampled and bounded: defaults of a model, or options of one call. */
export interface GenerationOptions extends SamplingOptions {
  /** Upper bound for the answer, in tokens. Default: what is left of the context. */
  readonly maxTokens?: number;
}

/** What `new ChatMixtral` takes. */
export interface ChatMixtralFields extends BaseChatModelParams, GenerationOptions {
  /** The loaded engine. Several models may share one. Whoever loaded it closes it. */
  readonly engine: Engine;
  /** Strings that end each answer. */
  readonly stop?: readonly string[];
}

/** Options of one call, in `invoke`, `stream`, `batch` or `withConfig`. They win over the model's own. */
export interface ChatMixtralCallOptions extends BaseChatModelCallOptions, GenerationOptions {
  /** Who asks: waiting requests of different callers are served in turn. Default: everyone is one caller. */
  readonly caller?: string;
}

/** The names of `GenerationOptions`, for `callKeys` and for merging. */
export const generationOptionNames = [
  'temperature',
  'topP',
  'topK',
  'minP',
  'seed',
  'repeatPenalty',
  'presencePenalty',
  'frequencyPenalty',
  'logitBias',
  'maxTokens',
] as const satisfies readonly (keyof GenerationOptions)[];

/** The first object's options, filled up from the next ones. Undefined counts as absent. */
export function mergeGenerationOptions(...sources: readonly GenerationOptions[]): GenerationOptions {
  const entries = generationOptionNames.flatMap((name) => {
    const value = sources.map((source) => source[name]).find((candidate) => candidate !== undefined);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}
