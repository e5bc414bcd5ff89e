import { type Engine, type GenerationRequest } from './engine/engine.js';
import { InvalidOptionError } from './errors.js';
import { type GenerationOptions } from './options.js';

/** As many as OpenAI's API allows. */
const mostTopLogprobs = 20;
const mostChoices = 128;

/**
 * The options of one answer, as the engine takes them.
 *
 * @throws {InvalidOptionError} for a count that is out of range
 */
export function toEngineOptions(options: GenerationOptions): Pick<GenerationRequest, 'maxTokens' | 'sampling' | 'topLogprobs'> {
  const { maxTokens, logprobs, topLogprobs, n: _, ...sampling } = options;
  if (maxTokens !== undefined) ensureCount('maxTokens', maxTokens, 1, Number.MAX_SAFE_INTEGER);
  if (topLogprobs !== undefined) ensureCount('topLogprobs', topLogprobs, 0, mostTopLogprobs);
  const areWanted = logprobs ?? topLogprobs !== undefined;
  return { maxTokens, sampling, ...(areWanted && { topLogprobs: topLogprobs ?? 0 }) };
}

/** How many answers are asked for. @throws {InvalidOptionError} when it is no count from 1 to 128 */
export function choiceCount({ n = 1 }: GenerationOptions): number {
  ensureCount('n', n, 1, mostChoices);
  return n;
}

/** @throws {InvalidOptionError} when several answers are asked for where there is room for one */
export function ensureOneChoice(options: GenerationOptions, advice: string): void {
  if (choiceCount(options) > 1) throw new InvalidOptionError('n', `is ${options.n}, and a stream has one answer`, advice);
}

/** Models that were serialised have none. @throws {InvalidOptionError} when there is none */
export function ensureEngine(engine: Engine | undefined): void {
  if (!engine) throw new InvalidOptionError('engine', 'is missing', 'load one with loadEngine; several models may share it');
}

function ensureCount(option: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new InvalidOptionError(option, `is ${value}`, `give a whole number ${range}`);
}
