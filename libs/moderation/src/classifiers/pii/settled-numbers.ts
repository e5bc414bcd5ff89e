/** The length of the longest email address (RFC 5321). */
const maximumAddressLength = 320;

/** The length of the longest number that a detector reads, with its context to the right. */
const maximumNumberLength = 96;

/** Matches one group of a number that is written in groups, such as `(030)` or `x12`. */
const digitGroup = /\d|^[+(]|^(?:x|ext\.?|extension)$/i;

/** Matches a group of letters alone, as some bank account numbers contain. */
const letterGroup = /^[A-Za-z]{1,4}$/;

/** A bank account number has at most this many groups of letters in a row. */
const maximumLetterGroups = 2;

/**
 * Finds the offset before which later text cannot complete personal data.
 *
 * The last word may still grow, and so may a number of several groups that ends just before it.
 */
export function findSettledNumbersEnd(text: string): number {
  let settled = findWordStart(text, text.length);
  let position = settled;
  let letterGroups = 0;
  const limit = Math.max(0, text.length - maximumNumberLength);
  while (position > limit && letterGroups <= maximumLetterGroups) {
    const end = findSpaceStart(text, position);
    const start = findWordStart(text, end);
    const word = text.slice(start, end);
    if (digitGroup.test(word)) {
      settled = start;
      letterGroups = 0;
    } else if (letterGroup.test(word)) {
      letterGroups += 1;
    } else {
      break;
    }
    position = start;
  }
  return settled;
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
