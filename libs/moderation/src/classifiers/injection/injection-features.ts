import { foldText, writtenRange } from '../../text/fold-text.js';
import { type TextRange } from '../../contract/moderation-input.js';
import { conceptOf } from './concepts.js';

/** Size of the feature space: two to the sixteenth. */
export const featureCount = 65_536;

/** A text is read through windows of as many words and signs, each of which shares half of them with the next. */
const windowTokens = 50;
const windowStep = windowTokens / 2;

/** Two words with a meaning in attacks make a pair when they stand within as many words. */
const conceptReach = 8;

/** Control strings of chat templates: they are another classifier's to judge, and the model would know nothing else. */
const controlStrings = /<[|\uff5c][^<>\s]{1,40}[|\uff5c]>|\[\/?[A-Z_]{3,20}\]|<\/?s>|<<\/?SYS>>/giu;

/** Words, single letters of scripts that write without spaces, and single signs. */
const tokens =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}']{1,40}|[^\s\p{L}\p{N}]/gu;

/** A part of a text as the linear model sees it. */
export interface FeatureWindow extends TextRange {
  /** Hashed features, each once. */
  readonly features: readonly number[];
}

/** The windows of a text, in order; they cover every word of it. None for a text without words and signs. */
export function splitIntoWindows(text: string): readonly FeatureWindow[] {
  const view = foldText(text.replace(controlStrings, (written) => ' '.repeat(written.length)));
  const found = [...view.text.matchAll(tokens)];
  const byToken = featuresByToken(found.map(([word]) => word));
  const windows: FeatureWindow[] = [];
  for (let first = 0; first < found.length; first += windowStep) {
    const end = Math.min(found.length, first + windowTokens);
    const last = found[end - 1];
    windows.push({
      ...writtenRange(view, found[first]?.index ?? 0, last === undefined ? 0 : last.index + last[0].length),
      features: [...new Set(byToken.slice(first, end).flat())],
    });
    if (end === found.length) break;
  }
  return windows;
}

/** Hashed words and word pairs, those at the beginning once more, and the meanings of words and of pairs of them: what begins at each word. */
function featuresByToken(words: readonly string[]): readonly (readonly number[])[] {
  const features = words.map((word, index) => {
    const next = words[index + 1];
    const names = [word];
    if (next !== undefined) names.push(`${word} ${next}`);
    if (index === 0) names.push(`^ ${word}`, `^ ${word} ${next ?? '$'}`);
    return names.map(hash);
  });
  const meant = words.flatMap((word, index) => {
    const concept = conceptOf(word);
    return concept === undefined ? [] : [{ concept, index }];
  });
  for (const [turn, { concept, index }] of meant.entries()) {
    const [next, afterNext] = [meant[turn + 1], meant[turn + 2]];
    const names = [`@${concept}`];
    if (next !== undefined && next.index - index <= conceptReach) names.push(`@${concept} ${next.concept}`);
    if (afterNext !== undefined && afterNext.index - index <= conceptReach)
      names.push(`@${concept} * ${afterNext.concept}`);
    features[index]?.push(...names.map(hash));
  }
  return features;
}

/** FNV-1a over UTF-16 code units, 32 bits, folded into the feature space. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return ((value >>> 15) ^ value) & (featureCount - 1);
}
