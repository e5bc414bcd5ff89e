import { drawOne } from '../../../injection-training/random.js';

const misspelledLetters: Readonly<Record<string, string>> = { a: '@', e: '3', i: '1', o: '0', s: '$' };
const emoji = ['😂', '🙄', '😡', '👍', '🤔', '❤️', '💀', '🙏', '😤', '😊'];

/** Writes a text as people type: lower case, lost signs, typing errors, emoji. The same shares for every label. */
export function varyStyle(text: string, random: () => number): string {
  if (/[{}<>]|```|^\s*[-*#\d]/m.test(text)) return text;
  let typed = text;
  if (random() < 0.16) typed = typed.toLowerCase();
  else if (random() < 0.02 && typed.length < 200) typed = typed.toUpperCase();
  if (random() < 0.14) typed = typed.replace(/[.!]$/, '');
  if (random() < 0.05) typed = typed.replaceAll("'", '');
  if (random() < 0.06) typed = swapLetters(typed, random);
  if (random() < 0.02) typed = disguiseWord(typed, random);
  if (random() < 0.03) typed = `${typed} ${drawOne(emoji, random) ?? ''}`;
  return typed;
}

function changeWord(text: string, random: () => number, change: (word: string) => string): string {
  const word = drawOne([...text.matchAll(/[a-z]{5,}/gi)], random);
  if (word === undefined) return text;
  return text.slice(0, word.index) + change(word[0]) + text.slice(word.index + word[0].length);
}

function swapLetters(text: string, random: () => number): string {
  const share = random();
  return changeWord(text, random, (word) => {
    const place = 1 + Math.floor(share * (word.length - 2));
    return word.slice(0, place) + (word[place + 1] ?? '') + (word[place] ?? '') + word.slice(place + 2);
  });
}

function disguiseWord(text: string, random: () => number): string {
  return changeWord(text, random, (word) =>
    [...word].map((letter) => misspelledLetters[letter.toLowerCase()] ?? letter).join(''),
  );
}
