/** A character that makes one word with a letter before it or behind it, as in addresses. */
const joined = /[\p{L}\p{N}\p{M}\p{Cf}_@/+]/u;
const letterOrDigit = /[\p{L}\p{N}]/u;

/**
 * Tells whether a folded text has a folded part as whole words. Takes time in proportion to both lengths, whatever they hold
 * (the algorithm of Knuth, Morris and Pratt).
 */
export function includesWords(text: string, part: string): boolean {
  if (part === '') return false;
  const borders = toBorders(part);
  let matched = 0;
  for (let index = 0; index < text.length; index += 1) {
    while (matched > 0 && text[index] !== part[matched]) matched = borders[matched - 1] ?? 0;
    if (text[index] === part[matched]) matched += 1;
    if (matched < part.length) continue;
    if (isWhole(text, index + 1 - part.length, index + 1)) return true;
    matched = borders[matched - 1] ?? 0;
  }
  return false;
}

/** Counts, for each start of a part, the longest start of it that is also its end. */
function toBorders(part: string): number[] {
  const borders = [0];
  let length = 0;
  for (let index = 1; index < part.length; index += 1) {
    while (length > 0 && part[index] !== part[length]) length = borders[length - 1] ?? 0;
    if (part[index] === part[length]) length += 1;
    borders.push(length);
  }
  return borders;
}

function isWhole(text: string, start: number, end: number): boolean {
  const before = readBefore(text, start);
  if (joined.test(before) || (isJoint(before) && letterOrDigit.test(readBefore(text, start - 1)))) return false;
  const after = readAfter(text, end);
  return !joined.test(after) && !(isJoint(after) && letterOrDigit.test(readAfter(text, end + 1)));
}

/** A dot and a dash join two words, and end or part sentences. */
function isJoint(character: string): boolean {
  return character === '.' || character === '-';
}

function readBefore(text: string, end: number): string {
  if (end <= 0) return '';
  const isPair = end >= 2 && /[\udc00-\udfff]/.test(text[end - 1] ?? '');
  return text.slice(end - (isPair ? 2 : 1), end);
}

function readAfter(text: string, start: number): string {
  const point = text.codePointAt(start);
  return point === undefined ? '' : String.fromCodePoint(point);
}
