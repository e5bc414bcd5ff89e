import { foldText } from '../../../text/fold-text.js';
import { findAgentConcept } from './agent-concepts.js';
import { findConcept } from './concepts.js';
import { blankMarks, type FeatureWindow, hashFeature, toFeatureWindows, type Token } from './feature-windows.js';

/** A window holds this many words: about one order, so that the data around it do not outweigh it. */
const windowTokens = 24;

/** The greatest distance in words between two concepts that make a pair, and the most pairs that begin with one. */
const maximumPairDistance = 6;
const maximumPairs = 4;

/** A header at most this many words before a verb introduces it: `TODO: please send`. */
const headerDistance = 3;

/** Matches addresses, links, words, and runs of one sign. Every repetition is bounded, so that it reads in linear time. */
const tokenPattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\w.+-]{1,40}@[\w.-]{1,40}|(?:https?:\/\/|www\.)[^\s"'<>]{1,80}|[\p{L}\p{N}\p{M}'_]{1,40}|([^\s\p{L}\p{N}])\1{0,80}/gu;

/** Signs that part sentences and mark headers. Others, such as the quotes of JSON, are left out. */
const tellingSign = /^[.:!?#<>[\]]/;

/** Splits the result of a tool into windows. A text without words has none. */
export function toToolResultWindows(text: string): readonly FeatureWindow[] {
  const view = foldText(blankMarks(text));
  const tokens = [...view.text.matchAll(tokenPattern)]
    .map(({ 0: found, index }): Token => ({ text: toShape(found), start: index, end: index + found.length }))
    .filter((token) => isWord(token.text) || tellingSign.test(token.text));
  return toFeatureWindows(view, tokens, hashFeatures(tokens.map((token) => token.text)), windowTokens);
}

function isWord(token: string): boolean {
  return /[\p{L}\p{N}§]/u.test(token);
}

/** Replaces a detail by its kind: which address an order names says nothing. */
function toShape(token: string): string {
  if (/@[^@]*\./.test(token)) return '§mail';
  if (/^(?:https?:|www\.)/.test(token)) return '§url';
  if (/^\p{L}{2}\d{2}[\p{L}\d]{8,}$/u.test(token)) return '§account';
  return /^\d+$/.test(token) ? '§number' : token;
}

interface Concept {
  readonly name: string;
  readonly index: number;
}

/** Hashes the features that begin at each word: words and word pairs, concepts and their pairs, and what stands before a verb. */
function hashFeatures(words: readonly string[]): readonly (readonly number[])[] {
  const features = words.map((word, index) => {
    const next = words[index + 1];
    return (next === undefined ? [word] : [word, `${word} ${next}`]).map(hashFeature);
  });
  const concepts = words.flatMap((word, index): readonly Concept[] => {
    const names = [findAgentConcept(word), findConcept(word), word.startsWith('§') ? word : undefined];
    return names.flatMap((name) => (name === undefined ? [] : [{ name, index }]));
  });
  for (const [position, { name, index }] of concepts.entries()) {
    const following = concepts
      .slice(position + 1, position + 1 + maximumPairs)
      .filter((other) => other.index > index && other.index - index <= maximumPairDistance);
    const pairs = following.map((other) => `@${name} ${other.name}`);
    const before = name.startsWith('act') ? describeBefore(words, index, name) : [];
    features[index]?.push(...[`@${name}`, ...pairs, ...before].map(hashFeature));
  }
  return features;
}

/** Describes what stands before a verb: the start of a sentence, a header, or words, as in a story about it. */
function describeBefore(words: readonly string[], index: number, verb: string): readonly string[] {
  const before = words[index - 1];
  const kind = before === undefined ? '^' : isWord(before) ? 'word' : before.charAt(0);
  const hasHeader = words
    .slice(Math.max(0, index - headerDistance), index)
    .some((word) => findAgentConcept(word) === 'header');
  return [
    `${kind}>@${verb}`,
    `${kind}>@act`,
    `${words[index - 2] ?? ''} ${before ?? ''}>@${verb}`,
    ...(hasHeader ? [`header ${kind}>@${verb}`, `header ${kind}>@act`] : []),
  ];
}
