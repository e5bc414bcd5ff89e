import { type TextView } from './text-view.js';

const letters: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

/** Digits and signs that may stand for letters, beside a letter: plain numbers are left alone. */
const leetCharacters = /(?<=\p{L})[013457@$]+|[013457@$]+(?=\p{L})/gu;

/** Reads digits and signs inside words as the letters that they stand for; undefined when there are none. */
export function toLeetView(folded: TextView): TextView | undefined {
  const text = folded.text.replace(leetCharacters, (run) => [...run].map((sign) => letters[sign] ?? sign).join(''));
  return text === folded.text ? undefined : { ...folded, text };
}
