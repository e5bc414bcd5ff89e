import { type Classifier } from '../../contract/classifier.js';
import { findSettledWordsEnd, type TermBounds } from '../../text/settled-words.js';
import { type TextReading, readText } from '../../text/text-reading.js';
import { toCategoryScores } from '../spans/span-scores.js';
import { uniqueSpans } from '../spans/unique-spans.js';
import { type FoundTerm, TermIndex } from '../terms/term-index.js';
import { scoreWords, signDistance } from './second-signs.js';
import { wordCategories, wordGroups, type WordMeaning } from './word-list.js';

/**
 * Creates the classifier of rude words, slurs and sexual words of English, disguised or not.
 *
 * It finds a word in every view of the text: see `TextReading`. One word is weak evidence, so `word-list.ts` sets the score of each
 * kind. A policy's own rules can add words of other languages; they are found in the same views.
 */
export function createWordsClassifier(): Classifier {
  const terms = createIndex();
  return {
    name: 'words',
    categories: wordCategories,
    classify: async (input) => {
      const reading = readText(input);
      const words = findWords(reading, terms);
      const spans = uniqueSpans(scoreWords(reading.text, words), 'category');
      const { length } = input.text;
      return {
        scores: toCategoryScores(wordCategories, spans),
        spans,
        scanned: { start: 0, end: length },
        settledTo: input.partial ? findSettledEnd(reading, terms.bounds, words) : length,
      };
    },
  };
}

function createIndex(): TermIndex<WordMeaning> {
  const index = new TermIndex<WordMeaning>();
  for (const { meaning, words, phrases = [], parts = [] } of wordGroups) {
    for (const word of [...words, ...phrases]) index.add(word, meaning);
    for (const part of parts) index.add(part, meaning, { isPart: true });
  }
  return index;
}

function findWords(reading: TextReading, terms: TermIndex<WordMeaning>): readonly FoundTerm<WordMeaning>[] {
  return reading.views.flatMap((view) =>
    // Letters in a hash, an id or an encoded file mean nothing as they stand.
    terms.find(view).filter((word) => view.isDecoded || reading.tokens.findOpaque(word) === undefined),
  );
}

/** Finds the offset before which later text can change neither a word nor the second sign beside it. */
function findSettledEnd(reading: TextReading, bounds: TermBounds, words: readonly FoundTerm<WordMeaning>[]): number {
  const { length } = reading.text;
  const waiting = words.filter(
    ({ end, meaning }) => meaning.confirmedScore !== undefined && end + signDistance > length,
  );
  return Math.min(findSettledWordsEnd(reading, bounds), ...waiting.map(({ start }) => start));
}
