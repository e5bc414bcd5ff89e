import { type DataSet, englishDataset } from 'obscenity';

import { type Category } from '../../contract/category.js';

/** The category of a word of the list, and its score. */
interface WordMeaning {
  readonly category: Category;
  /** The score of a text in which the word is the only evidence, 0 … 1. */
  readonly score: number;
}

/** A data set that names each word by its original spelling. */
type WordDataset = DataSet<{ originalWord: string }>;

/** The English list of the package `obscenity` (MIT), after Titus Wormer's `cuss` (MIT). */
export const wordDataset: WordDataset = englishDataset;

const slur: WordMeaning = { category: 'hate', score: 0.9 };
/** Slurs with a harmless meaning elsewhere: a colour in Spanish, a Dutch dam, to slow down. */
const ambiguousSlur: WordMeaning = { category: 'hate', score: 0.4 };
const explicit: WordMeaning = { category: 'sexual', score: 0.8 };
/** Words that medicine, news and education use too. Their score stops no text under the preset `balanced`. */
const sexualTopic: WordMeaning = { category: 'sexual', score: 0.4 };
const profanity: WordMeaning = { category: 'x/profanity', score: 0.9 };

const meanings: readonly (readonly [WordMeaning, readonly string[]])[] = [
  [slur, ['abeed', 'africoon', 'arabush', 'boonga', 'chingchong', 'chink', 'fag', 'kike', 'nigger', 'tranny']],
  [ambiguousSlur, ['abo', 'dyke', 'negro', 'retard', 'spastic']],
  [
    explicit,
    [
      'blowjob',
      'buttplug',
      'cum',
      'deepthroat',
      'dildo',
      'doggystyle',
      'double penetration',
      'felch',
      'finger bang',
      'gangbang',
      'handjob',
      'hentai',
      'jizz',
      'lubejob',
    ],
  ],
  [
    sexualTopic,
    [
      'anal',
      'anus',
      'bestiality',
      'boob',
      'cock',
      'ejaculate',
      'fellatio',
      'fisting',
      'hooker',
      'incest',
      'masturbate',
      'orgasm',
      'orgy',
      'penis',
      'porn',
      'pussy',
      'rape',
      'scat',
      'semen',
      'sex',
      'tit',
      'vagina',
      'wank',
    ],
  ],
];

const meaningByWord: ReadonlyMap<string, WordMeaning> = new Map(
  meanings.flatMap(([meaning, words]) => words.map((word) => [word, meaning] as const)),
);

/** Looks up the meaning of a word of the list. A word without an entry here is profanity. */
export function lookUpMeaning(originalWord: string | undefined): WordMeaning {
  return meaningByWord.get(originalWord ?? '') ?? profanity;
}

/** Lists the categories of the list's words. */
export const wordCategories = ['hate', 'sexual', 'x/profanity'] as const satisfies readonly Category[];
