import { isLetterOrDigit } from '../../../text/scripts.js';
import { toTokenKind } from '../../../text/tokens/index.js';
import { type DetectedSpan } from '../../spans/detected-span.js';
import { isSample } from '../values/sample-value.js';
import { hasChanceDigits } from '../values/value-kind.js';
import { toLeadingLiterals } from './leading-literals.js';
import { innerLiteralFormats, type TokenFormat, tokenFormats } from './token-formats.js';

/** A format that is searched where a token begins with its literal characters. */
interface IndexedFormat extends TokenFormat {
  readonly literal: string;
  /** Sticky. */
  readonly pattern: RegExp;
}

/** A run of printable characters that is long enough for a token. Prose has few of them. */
const passage = /[!-~]{12,}/g;

/** The formats by the first two characters of their tokens: a text is not searched a hundred times. */
const formatsByBeginning = indexFormats();

const innerLiteralPatterns = innerLiteralFormats.map((format) => ({
  ...format,
  pattern: new RegExp(`(?<![A-Za-z0-9])(?:${format.source})(?![A-Za-z0-9])`, 'g'),
}));

/** Finds keys and tokens by the format that their issuer has published. */
export function findFormatTokens(text: string): readonly DetectedSpan[] {
  const found: DetectedSpan[] = [];
  for (const { 0: characters, index } of text.matchAll(passage)) {
    findInPassage(text, index, index + characters.length, found);
    for (const format of innerLiteralPatterns) {
      if (!characters.includes(format.literal)) continue;
      for (const match of characters.matchAll(format.pattern))
        addToken(text, index + match.index, match[0], format, found);
    }
  }
  return found;
}

function findInPassage(text: string, start: number, end: number, found: DetectedSpan[]): void {
  let isBoundary = !isLetterOrDigit(text.charCodeAt(start - 1));
  for (let position = start; position < end; position += 1) {
    const unit = text.charCodeAt(position);
    const formats = isBoundary ? formatsByBeginning.get(toIndexKey(unit, text.charCodeAt(position + 1))) : undefined;
    isBoundary = !isLetterOrDigit(unit);
    if (formats === undefined) continue;
    const length = findAt(text, position, formats, found);
    // A token that was found is not searched again from each dash in it.
    if (length > 0) {
      position += length - 1;
      isBoundary = false;
    }
  }
}

/**
 * Adds the tokens of some formats that begin at an offset.
 * @returns the length of the longest; 0 when there is none.
 */
function findAt(text: string, start: number, formats: readonly IndexedFormat[], found: DetectedSpan[]): number {
  let longest = 0;
  for (const format of formats) {
    if (!text.startsWith(format.literal, start)) continue;
    format.pattern.lastIndex = start;
    const token = format.pattern.exec(text)?.[0];
    if (token !== undefined && addToken(text, start, token, format, found)) longest = Math.max(longest, token.length);
  }
  return longest;
}

function addToken(text: string, start: number, token: string, format: TokenFormat, found: DetectedSpan[]): boolean {
  const end = start + token.length;
  if (isSample(token) || (format.needsChance && !hasChanceDigits(token))) return false;
  // A UUID may begin as a key does, by chance.
  if (toTokenKind(token) === 'uuid' || isInsideBlob(text, start, end)) return false;
  found.push({ start, end, label: format.label, score: 0.95 });
  return true;
}

/** The fewest other characters of a blob in which a token stands by chance. */
const minimumBlobRest = 40;
const blobCharacter = /[A-Za-z0-9+/=]/;

/** Checks whether a passage is a part of base64 by chance: `+` or `/` joins it to a long run of such characters. */
function isInsideBlob(text: string, start: number, end: number): boolean {
  const isJoined = /[+/]/.test(text.charAt(start - 1)) || /[+/]/.test(text.charAt(end));
  if (!isJoined || !/^[A-Za-z0-9+/=]+$/.test(text.slice(start, end))) return false;
  let first = start;
  while (start - first <= minimumBlobRest && blobCharacter.test(text.charAt(first - 1))) first -= 1;
  let last = end;
  while (last - end <= minimumBlobRest && blobCharacter.test(text.charAt(last))) last += 1;
  const rest = text.slice(first, start) + text.slice(end, last);
  return rest.length >= minimumBlobRest && /\d/.test(rest) && /[A-Z]/.test(rest) && /[a-z]/.test(rest);
}

function indexFormats(): ReadonlyMap<number, readonly IndexedFormat[]> {
  const index = new Map<number, readonly IndexedFormat[]>();
  for (const format of tokenFormats) {
    const pattern = new RegExp(`(?:${format.source})(?![A-Za-z0-9])`, 'y');
    for (const literal of toLeadingLiterals(format.source)) {
      const seconds = literal.length > 1 ? [literal.charCodeAt(1)] : Array.from({ length: 128 }, (_, second) => second);
      for (const second of seconds) {
        const key = toIndexKey(literal.charCodeAt(0), second);
        index.set(key, [...(index.get(key) ?? []), { ...format, literal, pattern }]);
      }
    }
  }
  return index;
}

function toIndexKey(first: number, second: number): number {
  return first * 0x10000 + second;
}
