import { homoglyphs } from '../../text/homoglyphs.js';
import { toPlainView } from '../../text/plain/index.js';
import { replaceInView, type TextView } from '../../text/text-view.js';

const ascii = /^\p{ASCII}*$/u;

const word = /[\p{L}\p{M}]+/gu;
const latin = /\p{Script=Latin}/u;

/**
 * The lower-case letters of Latin-1 and Latin Extended-A. The vocabulary of the guard model has a piece for each of them:
 * `tools/guard-model/golden_tokens.py` checks that.
 */
const knownLetter = /^[a-zß-ſ]$/u;

/** Letters of other scripts, and marks that no letter has taken in. For the guard model they would be noise. */
const unreadLetters = /(?!\p{Script=Latin})\p{L}|\p{M}/gu;

/** Emoji and other symbols, halves of surrogate pairs, private and unassigned characters. Between words they would fill windows. */
const emoji = /(?!\p{ASCII})[\p{So}\p{Sk}\p{Co}\p{Cn}\p{Cs}]+/gu;

/** A pictograph between words of at least two letters: people write it in place of a space. */
const pictographSpace = /(?<=\p{L}{2})\p{Extended_Pictographic}+(?=\p{L}{2})/gu;

/** White space other than a single space. */
const otherSpace = /\s{2,}|[^\S ]/gu;

/** White space that is longer than any indentation. */
const longSpace = /\s{9,}/gu;

/**
 * More marks in a row than any writing has. Normalisation sorts them, in a time that grows with the square of their number, so Unicode's
 * stream-safe format has at most 30 (https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format).
 */
const tooManyMarks = /(\p{M}{30})\p{M}+/gu;

/**
 * Converts a text to the form in which the guard model can read it: its plain form in lower case, without emoji and other scripts.
 *
 * The tokenizers of both runtimes read it as it is, so it has the form that the model was trained on: NFKC, lower case, and single
 * spaces. In a word with Latin letters, those that look Latin become Latin. Other signs stay, as one that the vocabulary does not
 * have changes the vector of a text as little as a full stop does (measured on the base: cosine .99 for either).
 */
export function toReadableText(text: string): string {
  const plain = toPlainView(text).text.replace(tooManyMarks, '$1').normalize('NFKC').toLowerCase();
  return (ascii.test(plain) ? plain : dropUnread(plain)).replace(otherSpace, ' ').trim();
}

/** Reads a text without characters that show nothing, long white space and emoji: with them a few words fill many windows. */
export function toDenseView(text: string): TextView {
  const spaced = replaceInView(toPlainView(text), longSpace, () => ' ');
  return replaceInView(spaced, emoji, () => '');
}

function dropUnread(text: string): string {
  return text
    .replace(word, (written) => (latin.test(written) ? toKnownLetters(written) : written))
    .replace(unreadLetters, '')
    .replace(pictographSpace, ' ')
    .replace(emoji, '');
}

function toKnownLetters(written: string): string {
  return ascii.test(written) ? written : [...written].map(toKnownLetter).join('');
}

/** Replaces a letter that the vocabulary does not have: by the one without accents, or by the Latin one that it looks like. */
function toKnownLetter(letter: string): string {
  if (knownLetter.test(letter)) return letter;
  const bare = letter.normalize('NFD').charAt(0);
  return knownLetter.test(bare) ? bare : (homoglyphs.get(letter) ?? '');
}
