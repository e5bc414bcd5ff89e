/**
 * Maps characters to look-alikes that no Unicode normalisation maps back: Cyrillic and Armenian letters do not decompose to
 * Latin ones. The pairs are from Unicode's list (https://www.unicode.org/Public/security/latest/confusables.txt).
 */
const lookAlikes: ReadonlyMap<string, string> = new Map([
  ...toPairs(
    'ABCEHIJKMOPSTXY',
    '\u0410\u0412\u0421\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0405\u0422\u0425\u04ae',
  ),
  ...toPairs('aceijopsxyun', '\u0430\u0441\u0435\u0456\u0458\u043e\u0440\u0455\u0445\u0443\u057d\u0578'),
  ...toPairs('<>[]|#', '\u2039\u203a\u2045\u2046\u00a6\u266f'),
]);

/** A middle dot, inserted into strings in which no character has a look-alike. */
const separator = '\u00b7';

/**
 * Breaks a control string: replaces one character by a look-alike. The result reads the same, has the same length, and encodes
 * to other ids in any vocabulary. Letters are preferred to brackets, since they look the same in nearly every font.
 *
 * @param text the control string, or the part of it that may change; not empty
 */
export function replaceByLookAlike(text: string): string {
  const characters = [...text];
  // Compatibility forms are plain letters to a vocabulary that normalises.
  const plain = characters.map((character) => character.normalize('NFKD'));
  const isReplaceable = (character: string) => lookAlikes.has(character);
  const letter = plain.findIndex((character) => /[A-Za-z]/.test(character) && isReplaceable(character));
  const at = letter >= 0 ? letter : plain.findIndex(isReplaceable);
  if (at < 0) return `${characters[0]}${separator}${characters.slice(1).join('')}`;
  characters[at] = lookAlikes.get(plain[at] as string) as string;
  return characters.join('');
}

function toPairs(plain: string, lookAlike: string): [string, string][] {
  return [...plain].map((character, index) => [character, lookAlike.charAt(index)]);
}
