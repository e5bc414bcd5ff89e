import { maximumNameCharacters } from './placeholder-name.js';

/** A value by which a placeholder is replaced. */
interface PlaceholderValue {
  readonly value: string;
  readonly isNumber: boolean;
}

/** The most escapes before a quote: JSON that is a string in JSON doubles them each time. */
const maximumEscapes = 31;

/**
 * Replaces the placeholders in a text whose name `find` knows: `[NAME]`, and `NAME` as a word, as it stands in the host of a URL. The placeholder of a
 * number is replaced with the quotes around it.
 * @param isAfterBracket whether the text continues one that ended in a closing bracket
 */
export function replacePlaceholders(
  text: string,
  find: (name: string) => PlaceholderValue | undefined,
  isAfterBracket = false,
): string {
  let result = '';
  let position = 0;
  // Each character is in one match at most, so this takes linear time.
  for (const { 0: name, index } of text.matchAll(/[A-Z0-9_]+/g)) {
    const kept = name.length > maximumNameCharacters ? undefined : find(name);
    if (kept === undefined) continue;
    let start = index;
    let end = index + name.length;
    if (text[start - 1] === '[' && text[end] === ']') {
      start -= 1;
      end += 1;
      const quote = kept.isNumber ? findQuoteBefore(text, start, isAfterBracket) : undefined;
      if (quote !== undefined && text.startsWith(quote, end)) {
        start -= quote.length;
        end += quote.length;
      }
    }
    result += text.slice(position, Math.max(position, start)) + kept.value;
    position = end;
  }
  return result + text.slice(position);
}

/** Finds the opening quote before an offset, with its escapes. A quote behind a bracket closes, and opens nothing. */
function findQuoteBefore(text: string, end: number, isAfterBracket: boolean): string | undefined {
  if (text[end - 1] !== '"') return undefined;
  const start = skipEscapes(text, end - 1);
  const isClosing = start === 0 ? isAfterBracket : text[start - 1] === ']';
  return isClosing ? undefined : text.slice(start, end);
}

/** Finds the start of the escapes that end before an offset. */
function skipEscapes(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < maximumEscapes && text[start - 1] === '\\') start -= 1;
  return start;
}

/**
 * Finds the place at the end of a text from which later text may make a placeholder.
 * @returns the text's length when there is none; `isLongWord` for a text that ends in a word that is too long for a placeholder.
 */
export function findOpenPlaceholder(text: string): { readonly start: number; readonly isLongWord: boolean } {
  const closed = findClosedInQuotes(text);
  if (closed !== undefined) return { start: closed, isLongWord: false };
  const wordStart = skipWord(text, text.length);
  if (text.length - wordStart > maximumNameCharacters) return { start: wordStart, isLongWord: true };
  return { start: skipOpening(text, wordStart), isLongWord: false };
}

/** Finds the start of a placeholder in quotes that lacks only the closing quote. */
function findClosedInQuotes(text: string): number | undefined {
  const end = skipEscapes(text, text.length);
  if (text[end - 1] !== ']') return undefined;
  const start = skipWord(text, end - 1);
  return text[start - 1] === '[' && text[start - 2] === '"' ? skipOpening(text, start) : undefined;
}

/** Finds the start of the word before an offset, or a place in a word that is too long. */
function skipWord(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start <= maximumNameCharacters && /[A-Z0-9_]/.test(text[start - 1] ?? '')) start -= 1;
  return start;
}

/** Finds the start of the bracket, the quote and the escapes before a name. The name may still be empty. */
function skipOpening(text: string, nameStart: number): number {
  const bracket = text[nameStart - 1] === '[' ? nameStart - 1 : nameStart;
  if (text[bracket - 1] === '"') {
    const start = skipEscapes(text, bracket - 1);
    return text[start - 1] === ']' ? bracket : start;
  }
  // Without a bracket and a name, the quote may still come.
  return bracket === text.length ? skipEscapes(text, bracket) : bracket;
}
