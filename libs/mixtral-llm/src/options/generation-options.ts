import { type EngineModel, type GenerationRequest } from '../engine/engine.js';
import { ensureNumber, ensureOptions, ensureStop } from './ensure-options.js';
import { InvalidOptionError } from '../errors/index.js';
import { type GenerationOptions } from './options.js';

/**
 * The options of one answer, as the engine takes them.
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
  return { maxTokens, sampling, ...(areWanted && { topLogprobs: topLogprobs ?? 0 }) };
}

/** Strings that end an answer: the model's own, and those of the call. @throws {InvalidOptionError} as `ensureStop` */
export function joinStop(own: readonly string[], ofCall: readonly string[] = []): string[] {
  ensureStop(ofCall);
  const joined = [...own, ...ofCall];
  ensureStop(joined);
  return joined;
}

/** How many answers are asked for. @throws {InvalidOptionError} when it is no count from 1 to 128 */
export function choiceCount({ n = 1 }: GenerationOptions): number {
  ensureNumber('n', n);
  return n;
}

/** @throws {InvalidOptionError} when several answers are asked for where there is room for one */
export function ensureOneChoice(options: GenerationOptions, advice: string): void {
  if (choiceCount(options) > 1)
    throw new InvalidOptionError('n', `is ${options.n}, and a stream has one answer`, advice);
}
