/** Scripts without spaces between words, as they stand in a class of a pattern with the flag `u`. */
export const unspacedScripts = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;

/** Scripts whose letters may touch a number that they do not belong to. Hangul has spaces between words, and none behind a number. */
export const scriptsBesideNumbers = String.raw`${unspacedScripts}\p{Script=Hangul}`;

/** Checks whether a UTF-16 code unit is a letter or a digit of ASCII. */
export function isLetterOrDigit(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a);
}
