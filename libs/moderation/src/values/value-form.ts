import { types } from 'node:util';

/** One part of a value on its way to be read: what it holds, and its name where it has one. */
export interface ValuePart {
  readonly name?: string;
  readonly value: unknown;
}

/** What a value is, as those who write it down see it. */
export type ValueForm =
  | { readonly kind: 'list' | 'record'; readonly parts: readonly ValuePart[] }
  | { readonly kind: 'text'; readonly text: string }
  /** It carries no text and has no parts. */
  | { readonly kind: 'empty' };

/** A value that cannot be judged as a whole: it goes round in a circle, or has more parts than anyone could send. */
export class UnreadableValueError extends Error {
  override readonly name = 'UnreadableValueError';
}

/** More parts than a body of the largest size has. */
export const mostParts = 1_000_000;

/**
 * The form of a value, whatever its class: what JSON makes of it, and what serializers keep beyond JSON (maps, sets, errors, bytes).
 * @throws {UnreadableValueError} for a list that is too long, if only by places that hold nothing.
 */
export function toValueForm(value: unknown): ValueForm {
  const plain = plainForm(value);
  if (typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'bigint')
    return { kind: 'text', text: String(plain) };
  if (typeof plain !== 'object' || plain === null) return { kind: 'empty' };
  if (!Array.isArray(plain))
    return { kind: 'record', parts: Object.entries(plain).map(([name, part]) => ({ name, value: part })) };
  if (plain.length > mostParts)
    throw new UnreadableValueError(`The value has a list of more than ${String(mostParts)} parts.`);
  // Not `map`, which leaves out places that hold nothing.
  return { kind: 'list', parts: Array.from(plain, (part: unknown) => ({ value: part })) };
}

/** A value of a class as the lists, records and texts that it is written as. Its parts may be of classes again. */
function plainForm(value: unknown): unknown {
  const kept = keptBeyondJson(value);
  if (kept === undefined) return jsonForm(value);
  const beside = ownJsonForm(value as object);
  return beside === undefined ? kept : [kept, beside];
}

/** What serializers keep that JSON does not write; undefined for all else. */
function keptBeyondJson(value: unknown): unknown {
  if (types.isMap(value) || types.isSet(value)) return [...(value as Iterable<unknown>)];
  if (value instanceof Error || types.isNativeError(value)) return recordOfError(value);
  if (ArrayBuffer.isView(value))
    return new TextDecoder().decode(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  if (types.isAnyArrayBuffer(value)) return new TextDecoder().decode(new Uint8Array(value));
  return types.isRegExp(value) ? value.source : undefined;
}

/** What JSON writes of a value that serializers keep more of; undefined for nothing, and for what is kept of it anyway. */
function ownJsonForm(value: object): unknown {
  if (hasJsonForm(value))
    return Buffer.isBuffer(value) && value.toJSON === Buffer.prototype.toJSON ? undefined : jsonForm(value);
  // The bytes of a view are its fields, and those of an error are in its record.
  if (ArrayBuffer.isView(value) || value instanceof Error || types.isNativeError(value)) return undefined;
  return Object.keys(value).length === 0 ? undefined : { ...value };
}

/** What JSON writes of a value: one level of it. */
function jsonForm(value: unknown): unknown {
  // A time holds no text, only digits that look like a number of something.
  if (types.isDate(value) && value.toJSON === Date.prototype.toJSON) return undefined;
  const own = hasJsonForm(value) ? value.toJSON('') : value;
  if (types.isStringObject(own)) return String(own);
  return types.isNumberObject(own) || types.isBigIntObject(own) ? own.valueOf() : own;
}

function hasJsonForm(value: unknown): value is { readonly toJSON: (name: string) => unknown } {
  const mayHave = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return mayHave && 'toJSON' in value && typeof value.toJSON === 'function';
}

/** With what is no enumerable property of an error, and yet shown wherever one is. */
function recordOfError(error: Error): Readonly<Record<string, unknown>> {
  const { name, message, stack = '', cause } = error;
  // A stack repeats the message as it was when the error was made; its frames name code.
  const written = stack.replace(/^ {4}at .*$/gm, '').trimEnd();
  return { ...error, name, message, stack: written, cause, ...('errors' in error ? { errors: error.errors } : {}) };
}
