import { type TextRange } from '../../contract/moderation-input.js';
import { foldText } from '../../text/fold-text.js';
import { toOriginalRange } from '../../text/text-view.js';
import { findConcept } from './concepts.js';

/** The size of the feature space: two to the sixteenth. */
export const featureCount = 65_536;

/** A window holds this many words and signs, and shares half of them with the next. */
const windowTokens = 50;
const windowStep = windowTokens / 2;

/** The greatest distance in words between two concepts that make a pair. */
const maximumPairDistance = 8;

/** Control strings of chat templates. The classifier of control strings finds them; here they would outweigh all words. */
const controlStrings = /<[|\uff5c][^<>\s]{1,40}[|\uff5c]>|\[\/?[A-Z_]{3,20}\]|<\/?s>|<<\/?SYS>>/giu;

/** Matches words, single letters of scripts without spaces, and single signs. */
const tokens =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}']{1,40}|[^\s\p{L}\p{N}]/gu;

/** A part of a text as the linear model sees it. */
interface FeatureWindow extends TextRange {
  /** Hashed features, each once. */
  readonly features: readonly number[];
}

/** Splits a text into windows that cover every word, in order. A text without words and signs has none. */
export function splitIntoWindows(text: string): readonly FeatureWindow[] {
  const view = foldText(text.replace(controlStrings, (string) => ' '.repeat(string.length)));
  const found = [...view.text.matchAll(tokens)];
  const featuresByToken = hashFeatures(found.map(([word]) => word));
  const windows: FeatureWindow[] = [];
  for (let first = 0; first < found.length; first += windowStep) {
    const end = Math.min(found.length, first + windowTokens);
    const last = found[end - 1];
    windows.push({
      ...toOriginalRange(view, found[first]?.index ?? 0, last === undefined ? 0 : last.index + last[0].length),
      features: [...new Set(featuresByToken.slice(first, end).flat())],
    });
    if (end === found.length) break;
  }
  return windows;
}

/**
 * Hashes the features that begin at each word: words and word pairs, concepts and pairs of concepts.
 *
 * The first word and pair of a text have a second feature, which marks the start of the text.
 */
function hashFeatures(words: readonly string[]): readonly (readonly number[])[] {
  const features = words.map((word, index) => {
    const next = words[index + 1];
    const names = [word];
    if (next !== undefined) names.push(`${word} ${next}`);
    if (index === 0) names.push(`^ ${word}`, `^ ${word} ${next ?? '$'}`);
    return names.map(hash);
  });
  const concepts = words.flatMap((word, index) => {
    const concept = findConcept(word);
    return concept === undefined ? [] : [{ concept, index }];
  });
  for (const [position, { concept, index }] of concepts.entries()) {
    const [next, afterNext] = [concepts[position + 1], concepts[position + 2]];
    const names = [`@${concept}`];
    if (next !== undefined && next.index - index <= maximumPairDistance) names.push(`@${concept} ${next.concept}`);
    if (afterNext !== undefined && afterNext.index - index <= maximumPairDistance) {
      names.push(`@${concept} * ${afterNext.concept}`);
    }
    features[index]?.push(...names.map(hash));
  }
  return features;
}

/** Hashes a feature into the feature space: FNV-1a over UTF-16 code units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return ((value >>> 15) ^ value) & (featureCount - 1);
}
