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

/** Matches digits and signs beside a letter, which may be disguised letters. Plain numbers do not match. */
const leetCharacters = /(?<=\p{L})[013457@$]+|[013457@$]+(?=\p{L})/gu;

/** Replaces digits and signs inside words by the letters that they look like; undefined when there are none. */
export function toLeetView(folded: TextView): TextView | undefined {
  const text = folded.text.replace(leetCharacters, (run) => [...run].map((sign) => letters[sign] ?? sign).join(''));
  return text === folded.text ? undefined : { ...folded, text };
}
