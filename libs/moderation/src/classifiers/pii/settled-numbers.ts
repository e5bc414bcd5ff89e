/** The longest mail address (RFC 5321) and the longest number that any detector reads, with their context to the right. */
const longestAddress = 320;
const longestNumber = 96;

/** A group of a number as it is written in groups, with its signs. */
const digitGroup = /\d|^[+(]|^(?:x|ext\.?|extension)$/i;

/** A group of a bank account number that holds letters only; at most this many follow each other. */
const letterGroup = /^[A-Za-z]{1,4}$/;
const maximumLetterGroups = 2;

/**
 * The offset of a text before which no personal data can be completed by what may follow: the last word may still grow, and
 * so may a number whose groups end before it.
 */
export function settledNumbers(text: string): number {
  let settled = startOfWord(text, text.length, longestAddress);
  let position = settled;
  let letterGroups = 0;
  const limit = Math.max(0, text.length - longestNumber);
  while (position > limit && letterGroups <= maximumLetterGroups) {
    const end = endOfSpace(text, position);
    const start = startOfWord(text, end, longestAddress);
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

function startOfWord(text: string, end: number, longest: number): number {
  let start = end;
  while (start > 0 && end - start < longest && !/\s/.test(text.charAt(start - 1))) start -= 1;
  return start;
}

function endOfSpace(text: string, position: number): number {
  let end = position;
  while (end > 0 && /\s/.test(text.charAt(end - 1))) end -= 1;
  return end;
}
