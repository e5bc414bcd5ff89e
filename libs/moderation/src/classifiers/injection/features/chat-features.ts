import { foldText } from '../../../text/fold-text.js';
import { findConcept } from './concepts.js';
import { blankMarks, type FeatureWindow, hashFeature, toFeatureWindows } from './feature-windows.js';

/** A window holds this many words and signs. */
const windowTokens = 50;

/** The greatest distance in words between two concepts that make a pair. */
const maximumPairDistance = 8;

/** Matches words, single letters of scripts without spaces, and single signs. */
const tokenPattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}']{1,40}|[^\s\p{L}\p{N}]/gu;

/** Splits what a person writes to a model into windows. A text without words and signs has none. */
export function toChatWindows(text: string): readonly FeatureWindow[] {
  const view = foldText(blankMarks(text));
  const tokens = [...view.text.matchAll(tokenPattern)].map(({ 0: word, index }) => ({
    text: word,
    start: index,
    end: index + word.length,
  }));
  return toFeatureWindows(view, tokens, hashFeatures(tokens.map((token) => token.text)), windowTokens);
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
    return names.map(hashFeature);
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
    features[index]?.push(...names.map(hashFeature));
  }
  return features;
}
