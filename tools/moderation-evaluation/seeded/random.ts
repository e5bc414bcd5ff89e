import { createHash } from 'node:crypto';

import { mulberry32 } from '../../injection-training/random.js';

/** Alphabets for random strings. */
export const alphabets = {
  digits: '0123456789',
  hex: '0123456789abcdef',
  upperHex: '0123456789ABCDEF',
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  alphanumeric: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  base64: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  base64url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  crockford: '0123456789ABCDEFGHJKMNPQRSTVWXYZ',
} as const;

/** Draws values from a seed. The same seed and name give the same values on every machine. */
export class Random {
  readonly #next: () => number;

  constructor(seed: number, name = '') {
    this.#next = mulberry32(createHash('sha256').update(`${seed} ${name}`).digest().readInt32LE(0));
  }

  /** Draws a number from 0 up to, but not including, 1. */
  fraction(): number {
    return this.#next();
  }

  /** Draws a whole number. Both bounds are included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1));
  }

  /** Draws a decimal number, as text. */
  decimal(least: number, most: number, digits: number): string {
    return (least + this.#next() * (most - least)).toFixed(digits);
  }

  /** Draws true with a probability. */
  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  /** Draws one of the values. */
  pick<Value>(values: readonly Value[]): Value {
    const value = values[Math.floor(this.#next() * values.length)];
    if (value === undefined) throw new RangeError('There is no value to pick: give a list that is not empty.');
    return value;
  }

  /** Makes a list with a random number of values. */
  list<Value>(least: number, most: number, make: (index: number) => Value): Value[] {
    return Array.from({ length: this.integer(least, most) }, (_, index) => make(index));
  }

  /** Makes lines of text, with a random number of them. */
  lines(least: number, most: number, make: (index: number) => string): string {
    return this.list(least, most, make).join('\n');
  }

  /** Puts the values into a random order. */
  shuffle<Value>(values: readonly Value[]): Value[] {
    return values
      .map((value) => ({ value, place: this.#next() }))
      .toSorted((one, other) => one.place - other.place)
      .map(({ value }) => value);
  }

  /** Draws characters of an alphabet. */
  string(alphabet: string, length: number): string {
    let text = '';
    for (let index = 0; index < length; index += 1) text += alphabet.charAt(Math.floor(this.#next() * alphabet.length));
    return text;
  }

  /** Draws hexadecimal digits. */
  hex(length: number): string {
    return this.string(alphabets.hex, length);
  }

  /** Draws decimal digits. */
  digits(length: number): string {
    return this.string(alphabets.digits, length);
  }

  /** Draws a number of an exact length, as text, that does not begin with 0. */
  number(length: number): string {
    return `${this.integer(1, 9)}${this.digits(length - 1)}`;
  }

  /** Draws bytes and encodes them as base64, padding included. */
  base64(bytes: number): string {
    return Buffer.from(this.hex(bytes * 2), 'hex').toString('base64');
  }

  /** Draws bytes and encodes them as base64url, without padding. */
  base64url(bytes: number): string {
    return Buffer.from(this.hex(bytes * 2), 'hex').toString('base64url');
  }

  /** Draws a UUID of version 4. */
  uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-${this.pick(['8', '9', 'a', 'b'])}${this.hex(3)}-${this.hex(12)}`;
  }

  /** Draws a moment between 2015 and 2030. */
  moment(): Date {
    return new Date(Date.UTC(2015, 0, 1) + Math.floor(this.#next() * 15 * 365 * 86_400_000));
  }
}
