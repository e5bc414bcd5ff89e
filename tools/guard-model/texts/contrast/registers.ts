/** Changes the surface of a text. */
export type Change = (text: string) => string;

const lowerCase: Change = (text) => text.toLowerCase();
const noFullStop: Change = (text) => text.replace(/[.?!]$/, '');
const noApostrophes: Change = (text) => text.replace(/['’]/g, '');
const capitals: Change = (text) => text.toUpperCase();
const chatWords: Change = (text) =>
  text
    .replace(/\byou\b/g, 'u')
    .replace(/\bplease\b/gi, 'pls')
    .replace(/\bbecause\b/g, 'cuz')
    .replace(/\bI am\b/g, 'im');

/** Spells frequent words as people in a hurry do. None of them decides what a text means. */
const slips: Change = (text) =>
  text
    .replace(/\bthe\b/, 'teh')
    .replace(/\bwith\b/, 'wiht')
    .replace(/\bwithout\b/, 'witout')
    .replace(/\bthat\b/, 'taht')
    .replace(/\bwant\b/, 'wnat')
    .replace(/\bhow\b/i, 'hwo')
    .replace(/\bshould\b/, 'shoud');

/** Registers with their shares. The rest stays as it was written. */
const registers: readonly { readonly share: number; readonly changes: readonly Change[] }[] = [
  { share: 0.12, changes: [lowerCase] },
  { share: 0.08, changes: [lowerCase, noFullStop, noApostrophes] },
  { share: 0.05, changes: [chatWords, lowerCase, noFullStop] },
  { share: 0.05, changes: [slips] },
  { share: 0.04, changes: [noFullStop] },
  { share: 0.01, changes: [capitals] },
];

/** Draws a register. Both texts of a pair get the same one, so it says nothing about harm. */
export function disturb(random: () => number): Change {
  let rest = random();
  for (const { share, changes } of registers) {
    if (rest < share) return (text) => changes.reduce((changed, change) => change(changed), text);
    rest -= share;
  }
  return (text) => text;
}
