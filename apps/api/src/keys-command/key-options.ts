import { type z } from 'zod';
import { expirySchema, type limitsSchema } from '../access/api-keys-schema.js';
import { CommandLineError } from './errors.js';

/** The options of a new key, as they stand on the command line. */
export interface KeyOptions {
  readonly name?: string | undefined;
  readonly expires?: string | undefined;
  readonly models?: string | undefined;
  readonly 'requests-per-minute'?: string | undefined;
  readonly 'tokens-per-minute'?: string | undefined;
  readonly 'tokens-per-day'?: string | undefined;
}

/** A key as its file holds it, without its hash. */
export interface NewKey {
  readonly name: string;
  readonly expires?: string;
  readonly models?: readonly string[];
  readonly limits?: z.input<typeof limitsSchema>;
}

/**
 * Reads the options of a new key.
 *
 * @param now milliseconds since 1970
 * @throws {CommandLineError} that names the option
 */
export function readKeyOptions(options: KeyOptions, now: number): NewKey {
  const limits = {
    ...readLimit('requestsPerMinute', 'requests-per-minute', options),
    ...readLimit('tokensPerMinute', 'tokens-per-minute', options),
    ...readLimit('tokensPerDay', 'tokens-per-day', options),
  };
  return {
    name: readName(options.name),
    ...(options.expires !== undefined && { expires: readExpiry(options.expires, now) }),
    ...(options.models !== undefined && { models: readModels(options.models) }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
}

function readName(name: string | undefined): string {
  if (name === undefined) throw new CommandLineError('--name is missing: name the holder of the key.');
  if (!/^[^\p{Cc}]{1,128}$/u.test(name)) {
    throw new CommandLineError('--name must have 1 to 128 characters, and no control characters.');
  }
  return name;
}

const unitsMs: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function readExpiry(text: string, now: number): string {
  const [, amount, unit = ''] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  const isTime = expirySchema.safeParse(text).success;
  if (amount === undefined && !isTime) {
    throw new CommandLineError(
      '--expires must be a duration such as 12h, 30d or 8w, or a time with its zone such as 2027-01-31T00:00:00Z.',
    );
  }
  const time = amount === undefined ? Date.parse(text) : now + Number(amount) * (unitsMs[unit] ?? 0);
  if (time <= now) throw new CommandLineError('--expires must be in the future.');
  return new Date(time).toISOString();
}

function readModels(text: string): readonly string[] {
  const models = text.split(',').map((name) => name.trim());
  if (models.includes('')) {
    throw new CommandLineError('--models must be ids or other names of models, separated by commas.');
  }
  return models;
}

function readLimit<Name extends string>(
  name: Name,
  option: 'requests-per-minute' | 'tokens-per-minute' | 'tokens-per-day',
  { [option]: text }: KeyOptions,
): Partial<Record<Name, number>> {
  if (text === undefined) return {};
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new CommandLineError(`--${option} must be a whole number from 1 on.`);
  return { [name]: Number(text) } as Record<Name, number>;
}
