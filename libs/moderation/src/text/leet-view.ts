import { type TextView } from './fold-text.js';

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

/** A digit or sign that stands for a letter, where a word goes on beside it: numbers are left alone. */
const standIns = /(?<=\p{L})[013457@$]+|[013457@$]+(?=\p{L})/gu;

/** The text with digits and signs inside words read as the letters that they stand for; undefined when there are none. */
export function leetView(folded: TextView): TextView | undefined {
  const text = folded.text.replace(standIns, (run) => [...run].map((sign) => letters[sign] ?? sign).join(''));
  return text === folded.text ? undefined : { ...folded, text };
}
