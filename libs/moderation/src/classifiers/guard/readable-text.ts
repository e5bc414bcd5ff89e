import { homoglyphs } from '../../text/homoglyphs.js';
import { toPlainView } from '../../text/plain/index.js';
import { replaceInView, type TextView } from '../../text/text-view.js';

const ascii = /^\p{ASCII}*$/u;

const word = /[\p{L}\p{M}]+/gu;
const latin = /\p{Script=Latin}/u;

/** The letters that the vocabulary of the guard model has. It reads those with accents as those without. */
const knownLetter = /^[A-Za-z\u00aa-\u0137\u0139-\u0165\u0168-\u017f\u1e00-\u1e99ɐɑɒɔɕəɛɡɣɨɪɫɬɯɲɴɹɾʀʁʂʃʉʊʋʌʎʐʑʒʔ]$/u;

/** Letters of other scripts, and marks that belong to one. For the guard model they would be noise. */
const unreadLetters = /(?!\p{Script=Latin})\p{L}|\p{Mc}|\p{Me}/gu;

/** Signs that are not in the vocabulary: emoji, most symbols, punctuation of other scripts, characters of nobody. */
const unknownSigns =
  /[^\p{ASCII}\p{L}\p{Mn}\p{Nd}\p{Z}¡-©«-±¶·»¿×÷‐-―‖‘’‚“”„†‡•‰′›‿⁄₤₩€₱₹←-→↓↔↚↛↦↮⇄⇌⇏⇒∂∅∆∇∈∉−∗∘√∞∧∨∩∪≈≉≠≡≢≤≥≮≯≰≱⊂⊄⊆⊈⊕⊗⋅─│■▪●★☆☉♠♣♥♦♭♯⟨⟩]+/gu;

/** White space that is longer than any indentation. The model does not read how long it is. */
const longSpace = /\s{9,}/gu;

/**
 * Converts a text to the form in which the guard model can read it: its plain form without what the vocabulary does not have.
 *
 * For the encoder a word with one unknown character is one unknown word, and a single unknown word blurs the whole text. So one
 * emoji behind a threat would hide it. In a word with Latin letters, those that look Latin become Latin.
 */
export function toReadableText(text: string): string {
  const plain = toPlainView(text).text.replace(longSpace, ' ');
  if (ascii.test(plain)) return plain;
  return plain
    .replace(word, (written) => (latin.test(written) ? toKnownLetters(written) : written))
    .replace(unreadLetters, '')
    .replace(unknownSigns, '');
}

/** Reads a text without characters that show nothing, long white space and unknown signs: with them a few words fill many windows. */
export function toDenseView(text: string): TextView {
  const spaced = replaceInView(toPlainView(text), longSpace, () => ' ');
  return replaceInView(spaced, unknownSigns, () => '');
}

function toKnownLetters(written: string): string {
  return ascii.test(written) ? written : [...written].map(toKnownLetter).join('');
}

function toKnownLetter(letter: string): string {
  if (knownLetter.test(letter.normalize('NFD').charAt(0)) || /^\p{Mn}$/u.test(letter)) return letter;
  return homoglyphs.get(letter.toLowerCase()) ?? '';
}
