/** Characters that show nothing: format and control characters, variation selectors, fillers, the soft hyphen, the grapheme joiner. */
const invisible = /^(?![\t-\r\u0085])[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]$/u;

const dash = /^[\p{Pd}\u2212\u02d7\u2010-\u2015]$/u;
const space = /^\p{Zs}$/u;
const lineBreak = /^[\p{Zl}\p{Zp}\v\f\u0085]$/u;
const digit = /^\p{Nd}$/u;
const dot = /^[\u3002\uff61\u2024\u00b7\u2022\u2219\u22c5\u30fb\uff65]$/u;
const singleQuote = /^[\u2018\u2019\u201b\u02bc\u2032]$/u;
const doubleQuote = /^[\u201c-\u201f\u2033]$/u;

/** Blocks of letters in circles, squares and flags without compatibility form, by the code point of letter A. */
const enclosedAlphabets = [0x1f150, 0x1f170, 0x1f1e6];

const lettersInAlphabet = 26;

/**
 * Converts a character to its plain form.
 *
 * That is the compatibility form (NFKC), an ASCII digit for a digit of any script, and one sign for all that look like a space, a
 * dash, a dot or a quote. An invisible character becomes nothing.
 * @param character One code point.
 */
export function toPlainCharacter(character: string): string {
  const known = plainCharacters.get(character);
  if (known !== undefined) return known;
  const plain = convert(character);
  // Texts repeat a few characters. The bound keeps the table small for a text that holds all of Unicode.
  if (plainCharacters.size < maximumCached) plainCharacters.set(character, plain);
  return plain;
}

/** Longer compatibility forms are left out. The longest of a letter or number, such as ㎧ and ⑽, have four characters. */
const maximumCompatibleLength = 4;

const plainCharacters = new Map<string, string>();
const maximumCached = 20_000;

function convert(character: string): string {
  if (invisible.test(character)) return '';
  if (lineBreak.test(character)) return '\n';
  if (space.test(character)) return ' ';
  if (dash.test(character)) return '-';
  if (dot.test(character)) return '.';
  if (singleQuote.test(character)) return "'";
  if (doubleQuote.test(character)) return '"';
  if (digit.test(character)) return toAsciiDigit(character);
  const codePoint = character.codePointAt(0) ?? 0;
  const first = enclosedAlphabets.find((start) => codePoint >= start && codePoint < start + lettersInAlphabet);
  if (first !== undefined) return String.fromCharCode(0x41 + codePoint - first);
  const compatible = character.normalize('NFKC');
  // One sign of a whole phrase (U+FDFA) has eighteen letters, and would make a text as many times longer.
  return compatible.length > maximumCompatibleLength ? character : compatible;
}

/** Converts a digit of any script. They follow each other from zero to nine, so the value is the distance to zero. */
function toAsciiDigit(character: string): string {
  const compatible = character.normalize('NFKC');
  if (compatible >= '0' && compatible <= '9') return compatible;
  const codePoint = character.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && digit.test(String.fromCodePoint(codePoint - value - 1))) value += 1;
  // Two scripts whose digits touch do not exist outside the mathematical digits, which have a compatibility form.
  return `${value}`;
}
