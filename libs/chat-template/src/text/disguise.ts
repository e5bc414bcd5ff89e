/**
 * Characters that look like the ones on the left and stay apart from them under every Unicode normalisation: Cyrillic and
 * Armenian letters have no decomposition to Latin ones (Unicode's confusables.txt lists the pairs).
 */
const lookAlikes: ReadonlyMap<string, string> = new Map([
  ...pairs(
    'ABCEHIJKMOPSTXY',
    '\u0410\u0412\u0421\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0405\u0422\u0425\u04ae',
  ),
  ...pairs('aceijopsxyun', '\u0430\u0441\u0435\u0456\u0458\u043e\u0440\u0455\u0445\u0443\u057d\u0578'),
  ...pairs('<>[]|#', '\u2039\u203a\u2045\u2046\u00a6\u266f'),
]);

/** Says nothing, but is seen; for strings without any character that has a look-alike. */
const lastResort = '\u00b7';

/**
 * Breaks a control string with the smallest change: one character becomes a look-alike, so that it reads the same to people,
 * has the same length, and no longer encodes to the control string's ids under any vocabulary. Letters are preferred to
 * brackets, since they look the same in nearly every font.
 *
 * @param text the spelled string, or the part of it that may be changed; not empty
 */
export function disguise(text: string): string {
  const characters = [...text];
  // Compatibility forms are plain letters to a vocabulary that normalises.
  const plain = characters.map((character) => character.normalize('NFKD'));
  const isReplaceable = (character: string) => lookAlikes.has(character);
  const letter = plain.findIndex((character) => /[A-Za-z]/.test(character) && isReplaceable(character));
  const at = letter >= 0 ? letter : plain.findIndex(isReplaceable);
  if (at < 0) return `${characters[0]}${lastResort}${characters.slice(1).join('')}`;
  characters[at] = lookAlikes.get(plain[at] as string) as string;
  return characters.join('');
}

function pairs(plain: string, lookAlike: string): [string, string][] {
  return [...plain].map((character, index) => [character, lookAlike.charAt(index)]);
}
