import { type Engine, type EngineModel } from '../engine/engine.js';
import { InvalidOptionError } from '../errors/index.js';
import { type GrammarLimits } from '../grammar/index.js';
import { grammarLimitBounds, logitBiasBounds, type NumberBounds, optionBounds, stopBounds } from './option-bounds.js';
import { type GenerationOptions } from './options.js';

type NumberOption = keyof typeof optionBounds;

const numberOptions = Object.keys(optionBounds) as NumberOption[];
const limitNames = Object.keys(grammarLimitBounds);

/** @throws {InvalidOptionError} for an option that is beyond its bounds, or names a token that the model does not have */
export function ensureOptions(options: GenerationOptions, { vocabulary }: EngineModel): void {
  for (const name of numberOptions) {
    const value = options[name];
    if (value !== undefined) ensureNumber(name, value);
  }
  if (options.logitBias !== undefined) ensureLogitBias(options.logitBias, vocabulary.size);
}

/** @throws {InvalidOptionError} for a number that is beyond the option's bounds */
export function ensureNumber(option: NumberOption, value: unknown): void {
  if (!isWithin(value, optionBounds[option]))
    throw new InvalidOptionError(option, `is ${shown(value)}`, `give ${described(optionBounds[option])}`);
}

/** @throws {InvalidOptionError} for what is no list of stop strings, or too long, or holds a string that is empty or too long */
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
    if (typeof one !== 'string' || one === '')
      throw new InvalidOptionError(
        'stop',
        `holds ${one === '' ? 'an empty string' : 'what is no string'} at ${index}`,
        'leave it out',
      );
    if (one.length > stopBounds.length)
      throw new InvalidOptionError(
        'stop',
        `holds a string of ${one.length} characters at ${index}`,
        `give ${stopBounds.length} at most`,
      );
  }
}

/** @throws {InvalidOptionError} for a limit that is not known, which would hold nothing, or is beyond its bounds */
export function ensureGrammarLimits(limits: GrammarLimits): void {
  if (typeof limits !== 'object')
    throw new InvalidOptionError(
      'grammarLimits',
      `is ${shown(limits)}`,
      `give an object with ${limitNames.join(', ')}`,
    );
  for (const [name, value] of Object.entries(limits)) {
    if (!isLimit(name))
      throw new InvalidOptionError(
        'grammarLimits',
        `has ${shown(name)}, which is not known`,
        `there are ${limitNames.join(', ')}`,
      );
    const bounds = grammarLimitBounds[name];
    if (value !== undefined && !isWithin(value, bounds))
      throw new InvalidOptionError('grammarLimits', `has ${name} ${shown(value)}`, `give ${described(bounds)}`);
  }
}

/** Models that were serialised have none. @throws {InvalidOptionError} when there is none */
export function ensureEngine(engine: Engine | undefined): void {
  if (!engine)
    throw new InvalidOptionError('engine', 'is missing', 'load one with loadEngine; several models may share it');
}

function ensureLogitBias(biases: Readonly<Record<string, unknown>>, vocabularySize: number): void {
  const entries = Object.entries(biases);
  const { entries: most, ...bounds } = logitBiasBounds;
  if (entries.length > most)
    throw new InvalidOptionError('logitBias', `has ${entries.length} entries`, `give ${most} at most`);
  for (const [token, bias] of entries) {
    if (!/^(?:0|[1-9]\d{0,9})$/.test(token) || Number(token) >= vocabularySize) {
      throw new InvalidOptionError(
        'logitBias',
        `has the token ${shown(token)}, which the model does not have`,
        `give ids from 0 to ${vocabularySize - 1}`,
      );
    }
    if (!isWithin(bias, bounds))
      throw new InvalidOptionError(
        'logitBias',
        `is ${shown(bias)} for the token ${token}`,
        `give ${described(bounds)}`,
      );
  }
}

function isLimit(name: string): name is keyof GrammarLimits {
  return limitNames.includes(name);
}

function isWithin(value: unknown, { least, most, isAboveLeast = false, isWhole = false }: NumberBounds): boolean {
  if (typeof value !== 'number' || (isWhole && !Number.isSafeInteger(value))) return false;
  return value <= most && (isAboveLeast ? value > least : value >= least);
}

function described({ least, most, isAboveLeast = false, isWhole = false }: NumberBounds): string {
  const number = isWhole ? 'a whole number' : 'a number';
  if (most === Number.MAX_SAFE_INTEGER) return `${number} of at least ${least}`;
  return isAboveLeast ? `${number} above ${least}, ${most} at most` : `${number} from ${least} to ${most}`;
}

/** Enough of a value to find it by. */
function shown(value: unknown): string {
  return String(value).slice(0, 32);
}
