import { looksRandom, toTokenKind } from '../../../text/tokens/index.js';

/** Names what the shape of a value says about it. */
type ValueKind =
  /** It names a place, a time, a number, or consists of words. It is no secret, whatever its name. */
  | 'named'
  /** A fingerprint or an identifier of a record: a secret only behind a name that says so. */
  | 'fingerprint'
  /** Letters and digits mixed by chance. */
  | 'random'
  /** Anything else, such as a password that a person chose. */
  | 'other';

const namingKinds: ReadonlySet<string> = new Set(['url', 'remote', 'mail', 'number', 'version', 'timestamp']);

/** Each place and number has one of these signs. Most values have none, and need no closer look. */
const mayBePlaceOrNumber = /[@/:\\]|^[v.\d]/;
const uuidLength = 36;

/** The most characters that are examined: the shape of a longer value shows at its start. */
const maximumExamined = 256;

/** Finds the kind of a value beside a name. */
export function toValueKind(whole: string): ValueKind {
  const value = whole.slice(0, maximumExamined);
  const kind = mayBePlaceOrNumber.test(value) || value.length === uuidLength ? toTokenKind(value) : undefined;
  if (kind === 'uuid') return 'fingerprint';
  if (kind !== undefined && namingKinds.has(kind)) return 'named';
  if (/^(?:0x)?[0-9a-f]+$/i.test(value)) return hasChanceDigits(value) || value.length >= 16 ? 'fingerprint' : 'named';
  if (kind === 'path' && !looksRandom(value.replace(/[/.]/g, ''))) return 'named';
  if (!/[a-z]/i.test(value) || isIdentifier(value)) return 'named';
  return hasChanceDigits(value) && measureEntropy(value) >= minimumEntropy(value) ? 'random' : 'other';
}

/** Computes the least bits per character: a short value cannot have as many as a long one. */
function minimumEntropy(value: string): number {
  return Math.min(3, 0.7 * Math.log2(value.length));
}

const word = /^(?:[a-z]+|[A-Z]?[a-z]*|[A-Z]+|[a-z]+(?:[A-Z][a-z]+)+|[A-Z][a-z]+(?:[A-Z][a-z]+)*)$/;
const plainPart = /^(?:\d+|[A-Za-z]+\d{1,4}|[A-Za-z]{1,2}\d+(?:[A-Za-z]{1,5}\d*)?|\d{1,4}[A-Za-z]{1,2})$/;

/** So few parts make the name of a thing also without a word, as in `v1-20240115`. */
const maximumShortParts = 3;

/**
 * Checks whether a value consists of words and numbers with signs between, as names of things do: `db-credentials-2`,
 * `request.body.user1`. A part that is neither is allowed beside longer words.
 */
function isIdentifier(value: string): boolean {
  if (/[!$%^&*?~]/.test(value)) return false;
  const parts = value.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
  if (parts.every((part) => word.test(part) || plainPart.test(part))) {
    if (parts.length === 1) return /^[A-Za-z]+\d{0,4}$/.test(value);
    if (parts.length <= maximumShortParts) return true;
  }
  const words = parts.filter((part) => part.length >= 3 && word.test(part));
  const letters = words.reduce((sum, part) => sum + part.length, 0);
  return words.length >= 2 && letters * 2 >= value.length;
}

/** Checks whether a value has letters and digits in an order that is not "a word, then its number". */
export function hasChanceDigits(value: string): boolean {
  return /\d/.test(value) && /[a-z]/i.test(value) && !/^[A-Za-z]+\d{0,4}$/.test(value);
}

/** Measures Shannon's entropy, in bits per character. */
function measureEntropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / value.length) * Math.log2(count / value.length);
  return entropy;
}
