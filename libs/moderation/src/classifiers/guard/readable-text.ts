import { homoglyphs } from '../../text/homoglyphs.js';
import { toPlainView } from '../../text/plain/index.js';
import { replaceInView, type TextView } from '../../text/text-view.js';

const ascii = /^\p{ASCII}*$/u;

const word = /[\p{L}\p{M}]+/gu;
const latin = /\p{Script=Latin}/u;

/** The lower-case letters that the vocabularies have. Those with accents are only in some. */
const knownLetter = /^[a-zß-ſ]$/u;

/** Letters of other scripts, and marks that no letter has taken in. For the guard model they would be noise. */
const unreadLetters = /(?!\p{Script=Latin})\p{L}|\p{M}/gu;

/** Signs that are not in the vocabulary: emoji, most symbols, punctuation of other scripts, characters that nothing is assigned to. */
const unknownSigns =
  /[^\p{ASCII}\p{L}\p{Mn}\p{Nd}\p{Z}¡-©«-±¶·»¿×÷‐-―‖‘’‚“”„†‡•‰′›‿⁄₤₩€₱₹←-→↓↔↚↛↦↮⇄⇌⇏⇒∂∅∆∇∈∉−∗∘√∞∧∨∩∪≈≉≠≡≢≤≥≮≯≰≱⊂⊄⊆⊈⊕⊗⋅─│■▪●★☆☉♠♣♥♦♭♯⟨⟩]+/gu;

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
 * Converts a text to the form in which a guard model can read it: its plain form in lower case, without unknown signs.
 *
 * The tokenizers of both runtimes read it as it is. For the encoder a word with one unknown character is one unknown word, and a single
 * unknown word blurs the whole text: one emoji behind a threat would hide it. In a word with Latin letters, those that look Latin become Latin.
 * @param keepsAccents Whether the vocabulary has the accents of European languages. Those of other languages are dropped all the same.
 */
export function toReadableText(text: string, keepsAccents = false): string {
  const plain = toPlainView(text).text.replace(tooManyMarks, '$1').normalize('NFKC').toLowerCase();
  return (ascii.test(plain) ? plain : dropUnread(plain, keepsAccents)).replace(otherSpace, ' ').trim();
}

/** Reads a text without characters that show nothing, long white space and unknown signs: with them a few words fill many windows. */
export function toDenseView(text: string): TextView {
  const spaced = replaceInView(toPlainView(text), longSpace, () => ' ');
  return replaceInView(spaced, unknownSigns, () => '');
}

function dropUnread(text: string, keepsAccents: boolean): string {
  return text
    .replace(word, (written) => (latin.test(written) ? toKnownLetters(written, keepsAccents) : written))
    .replace(unreadLetters, '')
    .replace(pictographSpace, ' ')
    .replace(unknownSigns, '');
}

function toKnownLetters(written: string, keepsAccents: boolean): string {
  if (ascii.test(written)) return written;
  return [...written]
    .map((letter) => (keepsAccents && knownLetter.test(letter) ? letter : toKnownLetter(letter)))
    .join('');
}

/** Replaces a letter that the vocabulary does not have: by the one without accents, or by the Latin one that it looks like. */
function toKnownLetter(letter: string): string {
  const bare = letter.normalize('NFD').charAt(0);
  return knownLetter.test(bare) ? bare : (homoglyphs.get(letter) ?? '');
}
