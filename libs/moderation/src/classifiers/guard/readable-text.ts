import { homoglyphs } from '../../text/homoglyphs.js';
import { toPlainView } from '../../text/plain/index.js';

const ascii = /^\p{ASCII}*$/u;

const word = /[\p{L}\p{M}]+/gu;
const latin = /\p{Script=Latin}/u;

/** Latin letters that the vocabulary of the guard model has: those of European languages, and those with accents. */
const usualLetter = /^[\u0041-\u017f\u1e00-\u1eff]$/u;

/** Letters of other scripts, and marks that belong to one. For the guard model they would be noise. */
const unread = /(?!\p{Script=Latin})\p{L}|\p{Mc}|\p{Me}/gu;

/** Signs that the vocabulary lacks, or has only as words of their own, with the spaces around them. */
const sign = /(?!\p{ASCII})[^\p{L}\p{Mn}\p{Nd}\p{P}\p{Sc}\p{Z}\s]+/gu;

/**
 * Converts a text to the form in which the guard model can read it: its plain form without letters of other scripts than Latin.
 *
 * In a word with Latin letters, those that look Latin become Latin. Signs such as emoji are set apart: a word with a sign that is
 * not in the vocabulary would be one unknown word.
 */
export function toReadableText(text: string): string {
  const plain = toPlainView(text).text;
  if (ascii.test(plain)) return plain;
  return plain
    .replace(word, (written) => (latin.test(written) ? toLatin(written) : written))
    .replace(unread, '')
    .replace(sign, setApart);
}

function toLatin(written: string): string {
  return ascii.test(written) ? written : [...written].map(toLatinLetter).join('');
}

function toLatinLetter(letter: string): string {
  // An accent on a usual letter makes no other letter of it, as in Vietnamese and Romanian.
  if (usualLetter.test(letter) || usualLetter.test(letter.normalize('NFD').charAt(0))) return letter;
  return homoglyphs.get(letter.toLowerCase()) ?? letter;
}

function setApart(signs: string, offset: number, text: string): string {
  const isBehindGap = offset === 0 || /\s/u.test(text.charAt(offset - 1));
  const isBeforeGap = /^\s?$/u.test(text.charAt(offset + signs.length));
  return `${isBehindGap ? '' : ' '}${signs}${isBeforeGap ? '' : ' '}`;
}
