import { type CategorySpan, type Classifier } from '../../contract/classifier.js';
import { type TextRange } from '../../contract/moderation-input.js';
import { findOccurrences } from '../../text/find-occurrences.js';
import { findHiddenText, findOpenPassage } from '../../text/decoded/index.js';
import { foldText, foldView } from '../../text/fold-text.js';
import { findOpenEscape } from '../../text/plain/index.js';
import { readText, type TextReading } from '../../text/text-reading.js';
import { type TextView, toIdentityView, toOriginalRange } from '../../text/text-view.js';
import { toCategoryScores } from '../spans/span-scores.js';
import { uniqueSpans } from '../spans/unique-spans.js';
import { findSpacedStrings, longestSpacedString } from './spaced-strings.js';
import { ambiguousStrings, templateStrings } from './template-strings.js';

/**
 * Matches `<|im_start|>`, `<|eot_id|>` and their kind, as ChatML, Llama 3, Phi, Command and Harmony write them.
 *
 * The second bar is the full-width one (U+FF5C) that DeepSeek writes.
 */
const barredString = /<[|\uff5c][a-z0-9_\u2581](?:[a-z0-9_\u2581 ]{0,38}[a-z0-9_\u2581])?[|\uff5c]>/g;

/** The most characters of a control string, and of one whose characters are all written as escapes. */
const maximumLength = Math.max(48, longestSpacedString);
const maximumWrittenLength = 6 * maximumLength;

const certainScore = 0.95;
const ambiguousScore = 0.4;

const scoredStrings: readonly (readonly [string, number])[] = [
  ...templateStrings.map((string) => [string.toLowerCase(), certainScore] as const),
  ...ambiguousStrings.map((string) => [string.toLowerCase(), ambiguousScore] as const),
];

/**
 * Creates the classifier of chat templates' control strings, in any case and disguise.
 *
 * It also finds strings with look-alike and invisible characters, and with white space inside. An ambiguous string scores as high as
 * a certain one when the text also contains a certain one; with white space inside, it counts only then.
 */
export function createControlStringsClassifier(): Classifier {
  return {
    name: 'control-strings',
    categories: ['x/control-strings', 'x/control-strings/hidden-text'],
    classify: async (input) => {
      const { text, partial } = input;
      const views = toViews(readText(input));
      const found = uniqueSpans(views.flatMap(findControlStrings), 'category');
      const isProved = found.some(({ score }) => score === certainScore);
      const strings = isProved ? findProvedStrings(found, views) : found;
      const spans = [...strings, ...findHiddenText(text).map(toHiddenSpan)];
      return {
        scores: toCategoryScores(['x/control-strings', 'x/control-strings/hidden-text'], spans),
        spans,
        scanned: { start: 0, end: text.length },
        settledTo: partial ? Math.min(findOpenString(text), findOpenPassage(text)) : text.length,
      };
    },
  };
}

/** Creates the span of hidden text, which a redaction removes without a trace: nobody saw it. */
function toHiddenSpan(range: TextRange): CategorySpan {
  return { ...range, category: 'x/control-strings/hidden-text', score: certainScore, label: '' };
}

/**
 * Reads the text in lower case and, where that differs, folded: folding may change the characters of a control string. Passages that
 * encode another text are read too.
 */
function toViews({ text, folded, decoded }: TextReading): readonly TextView[] {
  const lowerCase = text.toLowerCase();
  const written = folded.text === lowerCase ? [folded] : [{ ...toIdentityView(text), text: lowerCase }, folded];
  return [...written, ...decoded.map(foldView)];
}

function findControlStrings(view: TextView): readonly CategorySpan[] {
  const toSpan = (start: number, end: number, score: number): CategorySpan => toStringSpan(view, start, end, score);
  return [
    ...scoredStrings.flatMap(([string, score]) =>
      findOccurrences(view.text, string).map(({ start, end }) => toSpan(start, end, score)),
    ),
    ...[...view.text.matchAll(barredString)].map(({ 0: match, index }) =>
      toSpan(index, index + match.length, certainScore),
    ),
    ...findSpacedStrings(view.text, 'certain').map(({ start, end }) => toSpan(start, end, certainScore)),
  ];
}

/** Adds ambiguous strings with white space inside to those of a text that has a certain one. All of them are certain then. */
function findProvedStrings(found: readonly CategorySpan[], views: readonly TextView[]): readonly CategorySpan[] {
  const spaced = views.flatMap((view) =>
    findSpacedStrings(view.text, 'ambiguous').map(({ start, end }) => toStringSpan(view, start, end, certainScore)),
  );
  const certain = found.map((span) => ({ ...span, score: certainScore }));
  return uniqueSpans([...certain, ...spaced], 'category');
}

function toStringSpan(view: TextView, start: number, end: number, score: number): CategorySpan {
  return { ...toOriginalRange(view, start, end), category: 'x/control-strings', score, label: 'CONTROL_STRING' };
}

/**
 * Finds where a control string may begin that the end of the text cuts off: the last bracket near the end, if it is
 * not closed, or an escape that may become one.
 */
function findOpenString(text: string): number {
  const escape = findOpenEscape(text) ?? text.length;
  const tail = Math.max(0, escape - maximumWrittenLength);
  const folded = foldText(text.slice(tail, escape));
  const from = Math.max(0, folded.text.length - maximumLength);
  const open = Math.max(folded.text.lastIndexOf('<'), folded.text.lastIndexOf('['));
  const isDouble = /<[\s\u2581]{0,2}$/.test(folded.text.slice(0, open));
  if (open < from || isClosed(folded.text.slice(open), isDouble)) return escape;
  const start = isDouble ? folded.text.lastIndexOf('<', open - 1) : open;
  return tail + (folded.starts[start] ?? 0);
}

/** Checks whether a string that begins with a bracket is closed; `<<SYS>` is not: it needs as many brackets as it opens. */
function isClosed(text: string, isDouble: boolean): boolean {
  return isDouble ? /\]|>[\s\u2581]{0,2}[^\s\u2581]/.test(text) : /[>\]]/.test(text);
}
