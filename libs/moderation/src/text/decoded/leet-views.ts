import { type TextTokens } from '../tokens/index.js';
import { toOriginalRange, type TextView } from '../text-view.js';

const letters: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'g',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Matches a word and the signs that may stand for letters in it. */
const signedWord = /[\p{L}\p{N}\p{M}@$!]+/gu;

const leetSign = /[013456789@$!]/g;

/** One digit may end a disguised word of so many letters. Behind a shorter word, as in `mp3` and `FA6`, it is a number. */
const minimumLettersBeforeDigit = 4;

/**
 * Reads digits and signs inside words as the letters that they look like. Random characters, such as a hash or an id, have no letters to
 * read, and digits behind a short word are its number.
 * @returns no view when nothing is written so; two when a `1` may be an i or an l.
 */
export function toLeetViews(folded: TextView, tokens: TextTokens): readonly TextView[] {
  const read = (one: string): string =>
    folded.text.replace(signedWord, (word: string, index: number) => {
      if (!/[\d@$!]/.test(word) || !/\p{L}/u.test(word)) return word;
      if (tokens.findOpaque(toOriginalRange(folded, index, index + word.length)) !== undefined) return word;
      const end = findLettersEnd(word);
      const inner = word.slice(0, end);
      return inner.replace(leetSign, (sign) => (sign === '1' ? one : (letters[sign] ?? sign))) + word.slice(end);
    });
  const text = read('i');
  if (text === folded.text) return [];
  const other = read('l');
  return [text, ...(other === text ? [] : [other])].map((view) => ({ ...folded, text: view }));
}

/**
 * Finds the end of the part of a word that may be letters. Its last digits are its number, unless other digits or signs stand between
 * its letters (`5h17`) or one digit ends a longer word (`nigg4`); marks of exclamation at its end end a sentence.
 */
function findLettersEnd(word: string): number {
  let end = word.length;
  while (word.charAt(end - 1) === '!') end -= 1;
  let start = end;
  while (start > 0 && /\d/.test(word.charAt(start - 1))) start -= 1;
  const isMixed = /[\d@$!]/.test(word.slice(0, start));
  return isMixed || (end - start === 1 && start >= minimumLettersBeforeDigit) ? end : start;
}
