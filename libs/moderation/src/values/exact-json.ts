import { randomUUID } from 'node:crypto';

/** Strings, and numbers outside of them. */
const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON as `JSON.parse` does, with an integer that a number would round as a bigint.
 *
 * @throws SyntaxError for a text that is not JSON
 */
export function parseExactJson(text: string): unknown {
  // Shorter integers are exact, and nearly all texts have no longer ones.
  // The whole text is parsed in any case: a name that is a number, which is no JSON, would become a string below.
  const parsed = JSON.parse(text) as unknown;
  if (!/\d{16}/.test(text)) return parsed;
  const mark = randomUUID();
  const marked = text.replace(tokens, (token) => (isRounded(token) ? `"${mark}${token}"` : token));
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  ) as unknown;
}

/** Writes a value as `JSON.stringify` does, with every digit of a bigint. */
export function stringifyExactJson(value: unknown): string | undefined {
  const mark = randomUUID();
  let hasMarks = false;
  const written = JSON.stringify(value, (_, one: unknown) => {
    if (typeof one !== 'bigint') return one;
    hasMarks = true;
    return `${mark}${one}`;
  }) as string | undefined;
  return hasMarks ? written?.replace(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1') : written;
}

function isRounded(token: string): boolean {
  return /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) && BigInt(token) !== toBigInt(Number(token));
}

/** Converts a number as it would be written: `1e+21` is no exact integer for a reader of its text. */
function toBigInt(number: number): bigint | undefined {
  const text = String(number);
  return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}
