import { type EngineModel, type GenerationRequest } from '../engine/engine.js';
import { InvalidOptionError } from '../errors/index.js';
import { ensureNumber, ensureOptions, ensureStop } from './ensure-options.js';
import { type AnswerFormOptions, type GenerationOptions, type ModelFields } from './option-types.js';

/** Lists the names of `GenerationOptions`, for `callKeys` and for merging. */
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
  'logprobs',
  'topLogprobs',
  'n',
] as const satisfies readonly (keyof GenerationOptions)[];

/** Lists the names of `AnswerFormOptions`, for `callKeys`. */
export const answerFormOptionNames = [
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'responseFormat',
  'response_format',
  'continueFinalMessage',
  'grammarLimits',
  'schemaRetries',
  'allowSchemaRetry',
] as const satisfies readonly (keyof AnswerFormOptions)[];

/** Merges options. Earlier sources win, and undefined counts as absent. */
export function mergeGenerationOptions(...sources: readonly GenerationOptions[]): GenerationOptions {
  const entries = generationOptionNames.flatMap((name) => {
    const value = sources.map((source) => source[name]).find((candidate) => candidate !== undefined);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

/**
 * Adds the sampling options that the model's makers recommend where none are given, and checks the result.
 *
 * @throws {InvalidOptionError} as `ensureOptions` and `ensureStop`
 */
export function toModelDefaults(fields: ModelFields): GenerationOptions {
  const { model } = fields.engine;
  const defaults = mergeGenerationOptions(fields, model.defaultSampling ?? {});
  ensureOptions(defaults, model);
  ensureStop(fields.stop ?? []);
  return defaults;
}

/**
 * Converts the options of one answer to those of the engine.
 *
 * @throws {InvalidOptionError} as `ensureOptions`
 */
export function toEngineOptions(
  options: GenerationOptions,
  model: EngineModel,
): Pick<GenerationRequest, 'maxTokens' | 'sampling' | 'topLogprobs'> {
  ensureOptions(options, model);
  const { maxTokens, logprobs, topLogprobs, n: _, ...sampling } = options;
  const areWanted = logprobs ?? topLogprobs !== undefined;
  return { maxTokens, sampling, topLogprobs: areWanted ? (topLogprobs ?? 0) : undefined };
}

/** Lists the options of a call, merged with the defaults, for caches and tracers. They may be out of bounds. */
export function toInvocationParams(
  options: GenerationOptions & { readonly stop?: readonly string[] },
  defaults: GenerationOptions,
  stop: readonly string[],
): GenerationOptions & { stop: string[] } {
  return { ...mergeGenerationOptions(options, defaults), stop: [...stop, ...(options.stop ?? [])] };
}

/** Joins the stop strings of the model and of the call. @throws {InvalidOptionError} as `ensureStop` */
export function joinStop(own: readonly string[], ofCall: readonly string[] = []): string[] {
  ensureStop(ofCall);
  const joined = [...own, ...ofCall];
  ensureStop(joined);
  return joined;
}

/** Reads how many answers are asked for. @throws {InvalidOptionError} when it is no whole number from 1 to 128 */
export function readChoiceCount({ n = 1 }: GenerationOptions): number {
  ensureNumber('n', n);
  return n;
}

/** Ensures that a stream is asked for one answer only. @throws {InvalidOptionError} when it is asked for several */
export function ensureOneChoice(options: GenerationOptions): void {
  if (readChoiceCount(options) === 1) return;
  throw new InvalidOptionError(
    'n',
    `is ${options.n}, and a stream has one answer`,
    'use generate or streamChoices for several',
  );
}
