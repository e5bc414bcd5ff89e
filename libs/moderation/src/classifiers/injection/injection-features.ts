import { foldText } from '../../normalise-text.js';

/** Size of the feature space: two to the sixteenth. */
export const featureCount = 65_536;

/** A piece with as many features, some hundred words, is a long one: see the training's calibration. */
export const longFrom = 420;

/** Longer texts are scored piece by piece. */
export const pieceCharacters = 2_000;

/** Control strings of chat templates: they are another classifier's to judge, and the model would know nothing else. */
const controlStrings = /<[|\uff5c][^<>\s]{1,40}[|\uff5c]>|\[\/?[A-Z_]{3,20}\]|<\/?s>|<<\/?SYS>>/giu;

/** Words, single letters of scripts that write without spaces, and single signs. */
const tokens = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}']{1,40}|[^\s\p{L}\p{N}]/gu;

/**
 * The features of a text for the linear model: hashed words, pairs and gapped pairs of words, each once. Sorted.
 */
export function featuresOf(text: string): readonly number[] {
  const words = foldText(text.replace(controlStrings, ' ')).text.match(tokens) ?? [];
  const features = new Set<number>();
  for (const [index, word] of words.entries()) {
    features.add(hash(word));
    const next = words[index + 1];
    const afterNext = words[index + 2];
    if (next !== undefined) features.add(hash(`${word} ${next}`));
    if (afterNext !== undefined) features.add(hash(`${word} _ ${afterNext}`));
    if (next !== undefined && afterNext !== undefined) features.add(hash(`${word} ${next} ${afterNext}`));
  }
  return [...features].sort((a, b) => a - b);
}

/** The probability that a text with these features is an injection: logistic regression over their mean weight. */
export function probabilityOf(features: readonly number[], weights: ArrayLike<number>, bias: number): number {
  if (features.length === 0) return 0;
  let sum = 0;
  for (const feature of features) sum += weights[feature] ?? 0;
  return 1 / (1 + Math.exp(-(bias + sum / Math.sqrt(features.length + 8))));
}

/** FNV-1a over UTF-16 code units, 32 bits, folded into the feature space. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return ((value >>> 15) ^ value) & (featureCount - 1);
}
