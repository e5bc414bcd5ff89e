import { type BlacklistedTerm, englishRecommendedTransformers, type MatchPayload, RegExpMatcher } from 'obscenity';

import { type CategorySpan, type Classifier } from '../../contract/classifier.js';
import { toDeobfuscatedViews } from '../../text/deobfuscated-views.js';
import { findSettledWordsEnd, type TermBounds } from '../../text/settled-words.js';
import { type TextView, toOriginalRange } from '../../text/text-view.js';
import { toCategoryScores } from '../spans/span-scores.js';
import { uniqueSpans } from '../spans/unique-spans.js';
import { mayBeginAt, mayEndAt } from './glued-words.js';
import { lookUpMeaning, wordCategories, wordDataset } from './word-list.js';

/** The first word of each two-word term of the list, in the form in which the filter compares it. */
export const openingWords: readonly string[] = ['double'];

const termBounds: TermBounds = {
  // Longer than any word of the list, and than any harmless word that contains one.
  maximumLetters: 24,
  maximumWords: 2,
  // A word may end like an opening word, or hide one behind characters that are no letters.
  mayBeginTerm: (word) =>
    /[^a-z]/.test(word) || openingWords.some((opening) => word.replace(/(.)\1+/g, '$1').endsWith(opening)),
};

/**
 * Creates the classifier of rude words, slurs and sexual words of English, disguised or not.
 *
 * It also finds words that are disguised by look-alike letters, invisible characters, marks, full width, leet, letter
 * by letter, or base64. One word is weak evidence: `word-list.ts` sets the score of each kind. A policy's own rules
 * can add words of other languages.
 */
export function createWordsClassifier(): Classifier {
  const { blacklistedTerms, whitelistedTerms } = wordDataset.build();
  const matcher = new RegExpMatcher({ blacklistedTerms, whitelistedTerms, ...englishRecommendedTransformers });
  const gluedMatcher = new RegExpMatcher({
    blacklistedTerms: blacklistedTerms.map(withoutWordEdges),
    ...englishRecommendedTransformers,
  });
  return {
    name: 'words',
    categories: wordCategories,
    classify: async ({ text, partial }) => {
      const found = toDeobfuscatedViews(text).flatMap((view) => findWords(view.isGlued ? gluedMatcher : matcher, view));
      const spans = uniqueSpans(found, 'category');
      return {
        scores: toCategoryScores(wordCategories, spans),
        spans,
        scanned: { start: 0, end: text.length },
        settledTo: partial ? findSettledWordsEnd(text, termBounds) : text.length,
      };
    },
  };
}

function withoutWordEdges(term: BlacklistedTerm): BlacklistedTerm {
  return { ...term, pattern: { ...term.pattern, requireWordBoundaryAtStart: false, requireWordBoundaryAtEnd: false } };
}

function findWords(matcher: RegExpMatcher, view: TextView): readonly CategorySpan[] {
  return matcher.getAllMatches(view.text).flatMap((match): CategorySpan[] => {
    if (isNumber(view, match) || (view.isGlued && !hasWordEdges(view, match))) return [];
    const { originalWord } = wordDataset.getPayloadWithPhraseMetadata(match).phraseMetadata ?? {};
    const { category, score } = lookUpMeaning(originalWord);
    return [{ ...toOriginalRange(view, match.startIndex, match.endIndex + 1), category, score, label: 'WORD' }];
  });
}

/** Checks whether a match is a number that only leet turns into a word: 455, or a numbered name such as n199. */
function isNumber(view: TextView, { startIndex, endIndex }: MatchPayload): boolean {
  const matched = view.text.slice(startIndex, endIndex + 1);
  return !/\p{L}/u.test(matched) || /^\p{L}\d+$/u.test(matched);
}

/** Checks whether other words may begin or end beside a match in a text without gaps. A short word needs both edges. */
function hasWordEdges({ text }: TextView, { startIndex, endIndex, matchLength }: MatchPayload): boolean {
  const edges = [mayBeginAt(text, startIndex), mayEndAt(text, endIndex + 1)].filter(Boolean).length;
  return edges >= (matchLength >= 4 ? 1 : 2);
}
