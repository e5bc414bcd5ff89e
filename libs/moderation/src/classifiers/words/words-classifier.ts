import { type BlacklistedTerm, englishRecommendedTransformers, type MatchPayload, RegExpMatcher } from 'obscenity';

import { type CategoryScores } from '../../contract/category.js';
import { type CategorySpan, type Classifier } from '../../contract/classifier.js';
import { toDeobfuscatedViews } from '../../text/deobfuscated-views.js';
import { type TextView, writtenRange } from '../../text/fold-text.js';
import { settledWords } from '../../text/settled-words.js';
import { mayBeginAt, mayEndAt } from './glued-words.js';
import { lookUpMeaning, wordCategories, wordDataset } from './word-list.js';

/** The longest word of the list and the longest that clears one of suspicion have fewer letters than this. */
const longestTermLetters = 24;

/** First words of the list's terms of two words, as the filter reads them; a test holds the list to them. */
export const openingWords: readonly string[] = ['double'];

/** A word that ends like an opening word may open a term; one with anything but letters may be a disguise of one. */
function mayOpen(word: string): boolean {
  return /[^a-z]/.test(word) || openingWords.some((opening) => word.replace(/(.)\1+/g, '$1').endsWith(opening));
}

/**
 * The keyword filter: rude words, slurs and sexual words of English, also disguised (look-alike letters, invisible
 * characters, marks, full width, leet, letter by letter, base64). A word proves little by itself: see `word-list.ts` for
 * what each kind scores. Words of other languages are a matter for a policy's own rules.
 */
export function createWordsClassifier(): Classifier {
  const { blacklistedTerms, whitelistedTerms } = wordDataset.build();
  const matcher = new RegExpMatcher({ blacklistedTerms, whitelistedTerms, ...englishRecommendedTransformers });
  const matcherOfGluedText = new RegExpMatcher({
    blacklistedTerms: blacklistedTerms.map(withoutWordEdges),
    ...englishRecommendedTransformers,
  });
  return {
    name: 'words',
    categories: wordCategories,
    classify: async ({ text, partial }) => {
      const spans = deduplicate(
        toDeobfuscatedViews(text).flatMap((view) => findWords(view.isGlued ? matcherOfGluedText : matcher, view)),
      );
      return {
        scores: scoresOf(spans),
        spans,
        scanned: { start: 0, end: text.length },
        settledTo: partial ? settledWords(text, { letters: longestTermLetters, words: 2, mayOpen }) : text.length,
      };
    },
  };
}

function withoutWordEdges(term: BlacklistedTerm): BlacklistedTerm {
  return { ...term, pattern: { ...term.pattern, requireWordBoundaryAtStart: false, requireWordBoundaryAtEnd: false } };
}

function findWords(matcher: RegExpMatcher, view: TextView): readonly CategorySpan[] {
  return matcher.getAllMatches(view.text).flatMap((match): CategorySpan[] => {
    if (isNumbered(view, match) || (view.isGlued && !hasWordEdges(view, match))) return [];
    const { originalWord } = wordDataset.getPayloadWithPhraseMetadata(match).phraseMetadata ?? {};
    const { category, score } = lookUpMeaning(originalWord);
    return [{ ...writtenRange(view, match.startIndex, match.endIndex + 1), category, score, label: 'WORD' }];
  });
}

/** Leet reads digits as letters, but a number is a number, also behind a letter: 455 is no word, and n199 is one name of many. */
function isNumbered(view: TextView, { startIndex, endIndex }: MatchPayload): boolean {
  const matched = view.text.slice(startIndex, endIndex + 1);
  return !/\p{L}/u.test(matched) || /^\p{L}\d+$/u.test(matched);
}

/** Where words stand without gaps, a short word of the list counts only if other words may begin or end beside it. */
function hasWordEdges({ text }: TextView, { startIndex, endIndex, matchLength }: MatchPayload): boolean {
  const edges = [mayBeginAt(text, startIndex), mayEndAt(text, endIndex + 1)].filter(Boolean).length;
  return edges >= (matchLength >= 4 ? 1 : 2);
}

/** Views overlap: one word is found in several. */
function deduplicate(spans: readonly CategorySpan[]): readonly CategorySpan[] {
  const seen = new Map(spans.map((span) => [`${String(span.start)}:${String(span.end)}:${span.category}`, span]));
  return [...seen.values()];
}

function scoresOf(spans: readonly CategorySpan[]): CategoryScores {
  const scores = { hate: 0, sexual: 0, 'x/profanity': 0 };
  for (const { category, score } of spans) {
    if (category in scores) {
      const known = category as keyof typeof scores;
      scores[known] = Math.max(scores[known], score);
    }
  }
  return scores;
}
