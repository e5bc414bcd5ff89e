import { type Engine, type EngineModel } from '../engine/engine.js';
import { InvalidOptionError } from '../errors/index.js';
import { type GrammarLimits } from '../grammar/index.js';
import {
  grammarLimitBounds,
  logitBiasBounds,
  type NumberBounds,
  optionBounds,
  schemaRetryBounds,
  stopBounds,
} from './option-bounds.js';
import { type AnswerFormOptions, type GenerationOptions } from './option-types.js';

type NumberOption = keyof typeof optionBounds;

const numberOptions = Object.keys(optionBounds) as NumberOption[];
const limitNames = Object.keys(grammarLimitBounds);

/**
 * Ensures that options are within their bounds. Callers without types may give anything.
 *
 * @throws {InvalidOptionError} for an option that is out of bounds, or a token that the model does not have
 */
export function ensureOptions(options: GenerationOptions, { vocabulary }: EngineModel): void {
  for (const name of numberOptions) {
    const value = options[name];
    if (value !== undefined) ensureNumber(name, value);
  }
  if (options.logitBias !== undefined) ensureLogitBias(options.logitBias, vocabulary.size);
}

/** Ensures that a number is within the bounds of its option. @throws {InvalidOptionError} when it is not */
export function ensureNumber(option: NumberOption, value: unknown): void {
  if (!isWithin(value, optionBounds[option]))
    throw new InvalidOptionError(option, `is ${quote(value)}`, `give ${describeBounds(optionBounds[option])}`);
}

/**
 * Ensures that stop strings are within their bounds.
 *
 * @throws {InvalidOptionError} when it is no list, or a long one, or holds a string that is empty or too long
 */
export function ensureStop(stop: readonly string[]): void {
  if (!Array.isArray(stop)) throw new InvalidOptionError('stop', 'is no list', 'give a list of strings');
  if (stop.length > stopBounds.strings) {
    throw new InvalidOptionError(
      'stop',
      `has ${stop.length} strings`,
      `give ${stopBounds.strings} at most, those of the model and of the call together`,
    );
  }
  for (const [index, one] of stop.entries()) {
    if (typeof one !== 'string' || one === '') {
      const problem = `holds ${one === '' ? 'an empty string' : 'a value that is not a string'} at ${index}`;
      throw new InvalidOptionError('stop', problem, 'leave it out');
    }
    if (one.length > stopBounds.length) {
      const problem = `holds a string of ${one.length} characters at ${index}`;
      throw new InvalidOptionError('stop', problem, `give ${stopBounds.length} at most`);
    }
  }
}

/**
 * Ensures that grammar limits are within their bounds.
 *
 * @throws {InvalidOptionError} for a limit that is out of bounds or unknown
 */
export function ensureGrammarLimits(limits: GrammarLimits): void {
  const names = limitNames.join(', ');
  if (typeof limits !== 'object')
    throw new InvalidOptionError('grammarLimits', `is ${quote(limits)}`, `give an object with ${names}`);
  for (const [name, value] of Object.entries(limits)) {
    if (!isLimitName(name)) {
      const problem = `has ${quote(name)}, which is not known`;
      throw new InvalidOptionError('grammarLimits', problem, `there are ${names}`);
    }
    const bounds = grammarLimitBounds[name];
    if (value !== undefined && !isWithin(value, bounds))
      throw new InvalidOptionError('grammarLimits', `has ${name} ${quote(value)}`, `give ${describeBounds(bounds)}`);
  }
}

/** Ensures that the options of retries can be kept. @throws {InvalidOptionError} when they cannot */
export function ensureSchemaRetries({ schemaRetries, allowSchemaRetry }: AnswerFormOptions): void {
  if (schemaRetries !== undefined && !isWithin(schemaRetries, schemaRetryBounds)) {
    const advice = `give ${describeBounds(schemaRetryBounds)}`;
    throw new InvalidOptionError('schemaRetries', `is ${quote(schemaRetries)}`, advice);
  }
  if (allowSchemaRetry !== undefined && typeof allowSchemaRetry !== 'function')
    throw new InvalidOptionError('allowSchemaRetry', 'is no function', 'give one that returns true or false');
}

/** Ensures that there is an engine. Models from LangChain's serialised form have none. @throws {InvalidOptionError} */
export function ensureEngine(engine: Engine | undefined): void {
  if (!engine)
    throw new InvalidOptionError('engine', 'is missing', 'load one with loadEngine; several models may share it');
}

function ensureLogitBias(biases: Readonly<Record<string, unknown>>, vocabularySize: number): void {
  const entries = Object.entries(biases);
  const { entries: maximumEntries, ...bounds } = logitBiasBounds;
  if (entries.length > maximumEntries)
    throw new InvalidOptionError('logitBias', `has ${entries.length} entries`, `give ${maximumEntries} at most`);
  for (const [token, bias] of entries) {
    if (!/^(?:0|[1-9]\d{0,9})$/.test(token) || Number(token) >= vocabularySize) {
      const problem = `has the token ${quote(token)}, which the model does not have`;
      throw new InvalidOptionError('logitBias', problem, `give ids from 0 to ${vocabularySize - 1}`);
    }
    if (!isWithin(bias, bounds)) {
      const problem = `is ${quote(bias)} for the token ${token}`;
      throw new InvalidOptionError('logitBias', problem, `give ${describeBounds(bounds)}`);
    }
  }
}

function isLimitName(name: string): name is keyof GrammarLimits {
  return limitNames.includes(name);
}

function isWithin(
  value: unknown,
  { minimum, maximum, isMinimumExclusive = false, isInteger = false }: NumberBounds,
): boolean {
  if (typeof value !== 'number' || (isInteger && !Number.isSafeInteger(value))) return false;
  return value <= maximum && (isMinimumExclusive ? value > minimum : value >= minimum);
}

function describeBounds({ minimum, maximum, isMinimumExclusive = false, isInteger = false }: NumberBounds): string {
  const number = isInteger ? 'a whole number' : 'a number';
  if (maximum === Number.MAX_SAFE_INTEGER) return `${number} of at least ${minimum}`;
  return isMinimumExclusive
    ? `${number} above ${minimum}, ${maximum} at most`
    : `${number} from ${minimum} to ${maximum}`;
}

/** Quotes the beginning of a value, enough to find it by. */
function quote(value: unknown): string {
  return String(value).slice(0, 32);
}
