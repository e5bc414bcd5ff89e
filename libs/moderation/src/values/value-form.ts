import { types } from 'node:util';

/** One part of a list or a record. */
export interface ValuePart {
  /** The key in a record; undefined in a list. */
  readonly name?: string | undefined;
  readonly value: unknown;
}

/** The form in which serializers write a value. */
type ValueForm =
  | { readonly kind: 'list' | 'record'; readonly parts: readonly ValuePart[] }
  | { readonly kind: 'text'; readonly text: string }
  /** A value without text and without parts. */
  | { readonly kind: 'empty' };

/** Thrown for a value that cannot be moderated as a whole: it contains itself, or has too many parts. */
export class UnreadableValueError extends Error {
  override readonly name = 'UnreadableValueError';
}

/** The most parts of a value; no request body contains more. */
export const maximumParts = 1_000_000;

/**
 * Finds the form of a value: JSON's form, and a form for maps, sets, errors and bytes, which JSON drops and other
 * serializers keep.
 * @throws {UnreadableValueError} for a list of more than 1,000,000 parts, empty ones included.
 */
export function toValueForm(value: unknown): ValueForm {
  const plain = toPlainValue(value);
  if (typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'bigint') {
    return { kind: 'text', text: String(plain) };
  }
  if (typeof plain !== 'object' || plain === null) return { kind: 'empty' };
  if (!Array.isArray(plain)) {
    return { kind: 'record', parts: Object.entries(plain).map(([name, part]) => ({ name, value: part })) };
  }
  if (plain.length > maximumParts) {
    throw new UnreadableValueError(`The value has a list of more than ${maximumParts} parts.`);
  }
  // `map` would leave out the empty parts of a sparse list.
  return { kind: 'list', parts: Array.from(plain, (part: unknown) => ({ value: part })) };
}

/** Converts one level of a class instance to a list, a record or a text. Its parts may be class instances too. */
function toPlainValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // A date holds no text, and its digits look like a phone number.
  if (types.isDate(value)) return undefined;
  if (types.isMap(value) || types.isSet(value)) return [...(value as Iterable<unknown>)];
  if (value instanceof Error || types.isNativeError(value)) return toErrorRecord(value);
  if (ArrayBuffer.isView(value)) {
    return new TextDecoder().decode(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  }
  if (types.isAnyArrayBuffer(value)) return new TextDecoder().decode(new Uint8Array(value));
  if (types.isRegExp(value)) return value.source;
  return 'toJSON' in value && typeof value.toJSON === 'function' ? (value.toJSON('') as unknown) : value;
}

/** Reads also the properties of an error that are not enumerable, because logs show them. */
function toErrorRecord(error: Error): Readonly<Record<string, unknown>> {
  const { name, message, stack = '', cause } = error;
  // A stack repeats the message as it was when the error was made; its frames hold code only.
  const stackMessage = stack.replace(/^ {4}at .*$/gm, '').trimEnd();
  const errors = 'errors' in error ? error.errors : undefined;
  return { ...error, name, message, stack: stackMessage, cause, errors };
}
