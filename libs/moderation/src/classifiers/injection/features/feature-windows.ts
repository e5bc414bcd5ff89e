import { type TextRange } from '../../../contract/moderation-input.js';
import { placeholderPattern } from '../../../redaction/placeholder-name.js';
import { type TextView, toOriginalRange } from '../../../text/text-view.js';

/** The size of a feature space: two to the fifteenth. Each model has its own weights for it. */
export const featureCount = 32_768;

/** A part of a text as a linear model sees it. */
export interface FeatureWindow extends TextRange {
  /** Hashed features, each once. */
  readonly features: readonly number[];
}

/** A word or a sign of a view. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Matches control strings of chat templates. Their classifier finds them; here they would outweigh all words. */
const controlStrings = /<[|\uff5c][^<>\s]{1,40}[|\uff5c]>|\[\/?[A-Z_]{3,20}\]|<\/?s>|<<\/?SYS>>/giu;

/**
 * Replaces control strings by blanks of the same length, and so the hashes of placeholders: their letters and digits are no words. The
 * label of a placeholder stays, because a text may choose it.
 */
export function blankMarks(text: string): string {
  return text
    .replace(controlStrings, (string) => ' '.repeat(string.length))
    .replace(placeholderPattern, (placeholder, label: string) => ` ${label}`.padEnd(placeholder.length));
}

/** Groups the features of tokens into windows that cover every token, in order. Each shares half of its tokens with the next. */
export function toFeatureWindows(
  view: TextView,
  tokens: readonly Token[],
  featuresByToken: readonly (readonly number[])[],
  windowTokens: number,
): readonly FeatureWindow[] {
  const windows: FeatureWindow[] = [];
  for (let first = 0; first < tokens.length; first += windowTokens / 2) {
    const end = Math.min(tokens.length, first + windowTokens);
    windows.push({
      ...toOriginalRange(view, tokens[first]?.start ?? 0, tokens[end - 1]?.end ?? 0),
      features: [...new Set(featuresByToken.slice(first, end).flat())],
    });
    if (end === tokens.length) break;
  }
  return windows;
}

/** Hashes a feature into the feature space: FNV-1a over UTF-16 code units, 32 bits. */
export function hashFeature(name: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    value = Math.imul(value ^ name.charCodeAt(index), 0x01000193);
  }
  return ((value >>> 15) ^ value) & (featureCount - 1);
}
