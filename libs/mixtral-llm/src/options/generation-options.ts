import { type EngineModel, type GenerationRequest } from '../engine/engine.js';
import { InvalidOptionError } from '../errors/index.js';
import { ensureNumber, ensureOptions, ensureStop } from './ensure-options.js';
import { type GenerationOptions, mergeGenerationOptions, type ModelFields } from './options.js';

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
