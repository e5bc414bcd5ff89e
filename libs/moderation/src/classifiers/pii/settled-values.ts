import { findOpenPassage } from '../../text/decoded/index.js';
import { findOpenJoin } from '../../text/open-join.js';
import { type TextReading } from '../../text/text-reading.js';
import { toViewOffset } from '../../text/text-view.js';

/** The length of the longest email address (RFC 5321). */
const maximumAddressLength = 320;

/** The length of the longest spelled address, and of a number with the numbers beside it that decide. */
const maximumValueLength = 160;

/** Matches one group of a number that is written in groups, such as `(030)` or `x12`. */
const digitGroup = /\d|^[^\p{L}\p{N}]{1,3}$|^(?:x|ext\.?|extension|toestel|durchwahl|poste)$/iu;

/** Matches a group of letters alone, as some numbers contain. */
const letterGroup = /^[A-Za-z]{1,6}$/;

/** A bank account number has at most this many groups of letters in a row. */
const maximumLetterGroups = 2;

/** Matches the sign for `@` or a dot in a spelled address, and its start: `(at)`, `[do`. */
const connector = /^(?:|[[({<][^\])}>]{0,12}[\])}>]?|[^[({<]{0,12}[\])}>])$/;

/** The most characters of an address with a quoted name. */
const maximumQuotedAddress = 324;

/** An address with a quoted name that later text may complete. */
const openQuote = /"[\p{L}\p{N}._%+-]{1,20}(?: [\p{L}\p{N}._%+-]{0,20}){0,2}(?:"(?:@[^\s"]{0,255})?)?$/u;

/**
 * Finds the offset before which later text cannot complete or change personal data.
 *
 * The last word may still grow. So may a number of several groups and a spelled address that end just before it, and what is beside a
 * number decides what it is.
 */
export function findSettledValuesEnd({ text, plain }: TextReading): number {
  const join = findOpenJoin(text);
  const end = join === text.length ? plain.text.length : toViewOffset(plain, join);
  const start = findOpenValue(plain.text, end);
  const settled = start >= plain.text.length ? text.length : (plain.starts[start] ?? 0);
  return Math.min(settled, join, findOpenPassage(text));
}

/** Finds the start of the words at the end of a text that may be part of one value. */
function findOpenValue(text: string, end: number): number {
  let settled = findWordStart(text, end);
  let position = settled;
  let letterGroups = 0;
  let isConnected = connector.test(text.slice(settled, end));
  const limit = Math.max(0, end - maximumValueLength);
  while (position > limit && letterGroups <= maximumLetterGroups) {
    const wordEnd = findSpaceStart(text, position);
    const start = findWordStart(text, wordEnd);
    const word = text.slice(start, wordEnd);
    const isConnector = connector.test(word);
    if (isConnected || isConnector || digitGroup.test(word)) {
      settled = start;
      letterGroups = 0;
    } else if (letterGroup.test(word)) {
      letterGroups += 1;
    } else {
      break;
    }
    isConnected = isConnector;
    position = start;
  }
  const from = Math.max(0, end - maximumQuotedAddress);
  const quote = openQuote.exec(text.slice(from, end));
  return quote === null ? settled : Math.min(settled, from + quote.index);
}

/** Finds the start of the word that ends at an offset. */
function findWordStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < maximumAddressLength && !/\s/.test(text.charAt(start - 1))) start -= 1;
  return start;
}

/** Finds the start of the white space that ends at an offset. */
function findSpaceStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && /\s/.test(text.charAt(start - 1))) start -= 1;
  return start;
}
