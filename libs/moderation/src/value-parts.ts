import { types } from 'node:util';

/** One part of a value on its way to be read: what it holds, and its name where it has one. */
export interface ValuePart {
  readonly name?: string;
  readonly value: unknown;
}

/** What a value is made of, as those who write it down see it: a list, a record, or nothing that has parts. */
export interface ValueParts {
  readonly kind: 'list' | 'record';
  readonly parts: readonly ValuePart[];
}

/**
 * The parts of a value, whatever its class: what JSON makes of it, and what serializers keep beyond JSON (maps, sets, errors).
 * Undefined for a text, a number and all that holds none.
 */
export function partsOf(value: unknown): ValueParts | undefined {
  const plain = plainForm(value);
  if (typeof plain !== 'object' || plain === null) return undefined;
  if (Array.isArray(plain)) return { kind: 'list', parts: plain.map((item: unknown) => ({ value: item })) };
  return { kind: 'record', parts: Object.entries(plain).map(([name, item]) => ({ name, value: item })) };
}

/** The text of a value that has no parts; undefined when it carries none. */
export function writtenForm(value: unknown): string | undefined {
  const plain = plainForm(value);
  return typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'bigint' ? String(plain) : undefined;
}

/** A value of a class as the lists, records and texts that it is written as. Its parts may be of classes again. */
function plainForm(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (types.isMap(value) || types.isSet(value)) return [...(value as Iterable<unknown>)];
  if (value instanceof Error || types.isNativeError(value)) return recordOfError(value);
  if (ArrayBuffer.isView(value)) return new TextDecoder().decode(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  if (types.isAnyArrayBuffer(value)) return new TextDecoder().decode(new Uint8Array(value));
  if (types.isRegExp(value)) return value.source;
  // A time holds no text, only digits that look like a number of something.
  if (types.isDate(value)) return undefined;
  if ('toJSON' in value && typeof value.toJSON === 'function') return (value as { toJSON: (name: string) => unknown }).toJSON('');
  return value;
}

/** With what is no enumerable property of an error, and yet shown wherever one is. */
function recordOfError(error: Error): Readonly<Record<string, unknown>> {
  const { name, message, stack = '', cause } = error;
  // A stack repeats the message as it was when the error was made; its frames name code.
  const written = stack.replace(/^ {4}at .*$/gm, '').trimEnd();
  return { ...error, name, message, stack: written, cause, ...('errors' in error ? { errors: error.errors } : {}) };
}
