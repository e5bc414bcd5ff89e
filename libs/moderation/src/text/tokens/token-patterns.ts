import { looksRandom } from './looks-random.js';
import { type TokenKind } from './token.js';

/** The shape of one kind of token. */
export interface TokenPattern {
  readonly kind: TokenKind;
  /** Global. Each alternative begins where a run of characters begins and reads it once, so a search takes linear time. */
  readonly pattern: RegExp;
  /** Checks more than the shape. */
  readonly accepts?: (found: string) => boolean;
}

/** Kinds of random characters and of numbers, from the surest to the least sure: of two that overlap, the first counts. */
export const opaquePatterns: readonly TokenPattern[] = [
  {
    kind: 'uuid',
    pattern: /(?<![0-9a-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-z])/gi,
  },
  {
    kind: 'timestamp',
    pattern:
      /(?<![\d.])\d{4}-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-6]\d(?:[.,]\d{1,9})?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)?(?![\d])/g,
  },
  // A colour may have digits alone; any other hexadecimal number is told from a word or a number by having both.
  { kind: 'hex', pattern: /(?<![&\w])#[0-9a-f]{3,8}(?![0-9a-z])/gi },
  {
    kind: 'hex',
    pattern: /(?<![0-9a-z])(?:0x)?[0-9a-f]{3,}(?![0-9a-z])/gi,
    accepts: (found) => found.startsWith('0x') || (/\d/.test(found) && /[a-f]/i.test(found)),
  },
  { kind: 'encoded', pattern: /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}={0,2}/g, accepts: looksRandom },
  { kind: 'id', pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]{16,}(?![A-Za-z0-9])/g, accepts: looksRandom },
  {
    kind: 'version',
    pattern: /(?<![\w.])v?\d{1,9}(?:\.\d{1,9}){2,4}(?:[-+][0-9A-Za-z.]{1,40})?(?![\w])/g,
  },
  {
    kind: 'number',
    pattern:
      /(?<![\w.])(?:\d{1,400}[.]\d{1,400}(?:e[+-]?\d{1,5})?|[.]\d{1,400}(?:e[+-]?\d{1,5})?|\d{1,400}e[+-]?\d{1,5}|0,\d{4,400})(?![\w]|\.\d)/gi,
  },
];

/** Kinds of names of places, for whole values alone. They may hold tokens of the other kinds. */
export const placePatterns: readonly TokenPattern[] = [
  { kind: 'url', pattern: /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>\x60]{1,4096}/gi },
  { kind: 'url', pattern: /(?<![a-z0-9+.-])data:[a-z0-9.+/-]{1,80}(?:;[a-z0-9=-]{1,40}){0,3},[^\s"'<>)\x60]*/gi },
  { kind: 'remote', pattern: /(?<![\w.@+-])[\w.-]{1,64}@[\w.-]{1,255}:(?=[^\s\d])[\w./~+-]{1,255}/g },
  {
    kind: 'mail',
    pattern: /(?<![\w.%+-])[\w%+][\w.%+'-]{0,63}@(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,8}[a-z]{2,24}(?![a-z0-9])/gi,
  },
  { kind: 'path', pattern: /(?<![\w/.~@:-])(?:~|\.{1,2}|[A-Z]:)?(?:[\\/][\w.@+~-]{1,255}){1,64}/gi },
  { kind: 'path', pattern: /(?<![\w/.~@:-])[\w@.-]{1,64}(?:\/[\w.@+~-]{1,255}){1,64}/gi },
];
