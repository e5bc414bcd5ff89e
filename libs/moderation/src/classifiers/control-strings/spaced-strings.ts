import { type TextRange } from '../../contract/moderation-input.js';
import { ambiguousStrings, barredStrings, templateStrings } from './template-strings.js';

/** The most white space between two characters of a string. The bound keeps the search linear. */
const maximumGap = 2;

/** Matches white space between two characters, and the sign that SentencePiece reads as a space (U+2581). */
const gap = `[\\s\\u2581]{0,${maximumGap}}`;

const strings = { certain: [...templateStrings, ...barredStrings], ambiguous: ambiguousStrings };

/** The most characters of a string with white space inside. */
export const longestSpacedString = Math.max(
  ...strings.certain.map((string) => string.length + (string.length - 1) * maximumGap),
);

const patterns = { certain: toPattern(strings.certain), ambiguous: toPattern(strings.ambiguous) };

/**
 * Finds control strings with white space between their characters, such as `[ INST ]` or `< / s >`. Models read them as the string.
 *
 * @param text in lower case
 */
export function findSpacedStrings(text: string, kind: keyof typeof patterns): readonly TextRange[] {
  return [...text.matchAll(patterns[kind])]
    .filter(({ 0: match }) => /[\s\u2581]/.test(match))
    .map(({ 0: match, index }) => ({ start: index, end: index + match.length }));
}

function toPattern(searched: readonly string[]): RegExp {
  const spaced = searched.map((string) => [...string.toLowerCase()].map(escapeCharacter).join(gap));
  return new RegExp(spaced.join('|'), 'g');
}

function escapeCharacter(character: string): string {
  return character.replace(/[[\]|/]/, '\\$&');
}
