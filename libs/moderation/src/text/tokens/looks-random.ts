/** Shorter strings have too few characters to tell chance from a name. */
const minimumLength = 16;

/** The share of neighbours that differ in kind (small letter, capital, digit): base64 has .6, names in camel case .3. */
const minimumMixing = 0.42;

/** The least changes between letter and digit in a string of one case. */
const minimumChanges = 4;

/**
 * Checks whether letters and digits are mixed as in an id or in base64.
 *
 * Names in camel case, and words with letters written as digits, are mixed less.
 * @param value Letters, digits and `+ / _ - =`.
 */
export function looksRandom(value: string): boolean {
  if (value.length < minimumLength || !/\d/.test(value)) return false;
  let neighbours = 0;
  let mixed = 0;
  let changes = 0;
  let previous: CharacterKind | undefined;
  for (let index = 0; index < value.length; index += 1) {
    const kind = toCharacterKind(value.charCodeAt(index));
    if (kind !== undefined && previous !== undefined) {
      neighbours += 1;
      if (kind !== previous) mixed += 1;
      if ((kind === 'digit') !== (previous === 'digit')) changes += 1;
    }
    previous = kind;
  }
  // Words with letters written as digits use the digits that look like letters.
  const hasOtherDigits = /[26789]/.test(value);
  return (mixed >= minimumMixing * neighbours && neighbours > 0) || (changes >= minimumChanges && hasOtherDigits);
}

type CharacterKind = 'small' | 'capital' | 'digit';

function toCharacterKind(unit: number): CharacterKind | undefined {
  if (unit >= 0x30 && unit <= 0x39) return 'digit';
  if (unit >= 0x41 && unit <= 0x5a) return 'capital';
  return unit >= 0x61 && unit <= 0x7a ? 'small' : undefined;
}
