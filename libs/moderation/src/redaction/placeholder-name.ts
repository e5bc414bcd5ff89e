/** The most characters of a placeholder's name. A longer word is no placeholder. */
export const maximumNameCharacters = 200;

/** The characters of the hash in each kind of name. */
const [shortHash, keptHash, longHash] = [6, 12, 16];

/** The room in a kept name for its hash, and for the number that the vault may add. */
const maximumAddedCharacters = 40;

/** Matches a label: the kind of value that a placeholder stands for. */
const label = `[A-Z0-9_]{1,${maximumNameCharacters}}`;

/** Matches the name of a value that a vault keeps. The vault adds a number when another value has the name. */
const keptName = `${label}_[0-9A-F]{${keptHash}}`;

/** Matches what follows the label of a name. */
const hash = `(?:_[0-9A-F]{${shortHash}}|_[0-9A-F]{${keptHash}}(?:_\\d{1,9})?|:[0-9a-f]{${longHash}})`;

const [anyKeptName, wholeKeptName] = [
  new RegExp(keptName),
  new RegExp(`^(?:\\\\*")?\\[?(${keptName}(?:_\\d+)?)\\]?(?:\\\\*")?$`),
];
const wholeReplacement = new RegExp(`^(?:\\[${label}${hash}\\]|\\*+)$`);

/**
 * Matches the placeholders in a text, in brackets. The group `label` is the part that a caller can choose, and the rest is a hash.
 *
 * Global, and takes linear time.
 */
export const placeholderPattern = new RegExp(`\\[(?<label>${label})${hash}\\]`, 'g');

/** Writes the name of a placeholder: `EMAIL_3FA9C1`. */
export function toPlaceholderName(kind: string, digest: string): string {
  return `${kind}_${digest.slice(0, shortHash).toUpperCase()}`;
}

/** Writes the name of a hash: `EMAIL:3fa9c1…`. A colon in a host would begin its port. */
export function toHashName(kind: string, digest: string, isHost: boolean): string {
  return `${kind}${isHost ? '_' : ':'}${digest.slice(0, longHash)}`;
}

/** Writes the name of a value that a vault keeps: `EMAIL_3FA9C1D20B7E`, or `CARD_NUMBER_…` for a bare number. */
export function toKeptName(kind: string, digest: string, isNumber: boolean): string {
  const name = `${kind.toUpperCase().replace(/[^A-Z0-9_]/g, '_')}${isNumber ? '_NUMBER' : ''}`;
  // 48 bits: a conversation whose vault was dropped must not find another value under an old placeholder.
  return `${name.slice(0, maximumNameCharacters - maximumAddedCharacters)}_${digest.slice(0, keptHash).toUpperCase()}`;
}

/** Marks the name of a kept value as that of a bare number. */
export function toKeptNumberName(name: string): string {
  return name.replace(new RegExp(`_(?=[0-9A-F]{${keptHash}})`), '_NUMBER_');
}

/** Reads the name of a kept value from its placeholder; undefined for any other text. */
export function readKeptName(replacement: string): string | undefined {
  return wholeKeptName.exec(replacement)?.[1];
}

/** Finds the first name of a kept value within a text. */
export function findKeptName(text: string): string | undefined {
  return anyKeptName.exec(text)?.[0];
}

/** Checks whether a text is one replacement, of any style. */
export function isReplacement(text: string): boolean {
  return wholeReplacement.test(text);
}
