import { type DataSet, englishDataset } from 'obscenity';

import { type Category } from '../../contract/category.js';

/** What a word of the list says about a text. */
export interface WordMeaning {
  readonly category: Category;
  /** How much the word alone proves, 0 … 1. */
  readonly score: number;
}

/** The name under which the data set knows a word. */
export type WordDataset = DataSet<{ originalWord: string }>;

/** The English list of the package `obscenity` (MIT), after Titus Wormer's `cuss` (MIT). */
export const wordDataset: WordDataset = englishDataset;

const slur: WordMeaning = { category: 'hate', score: 0.9 };
/** Slurs that are plain words elsewhere: a Spanish colour, a Dutch dam, what slows fire down. */
const ambiguousSlur: WordMeaning = { category: 'hate', score: 0.4 };
const explicit: WordMeaning = { category: 'sexual', score: 0.8 };
/** Words that medicine, news and education use as well: not enough to stop a text under the balanced policy. */
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

/** What a word of the list means. Words that are rude and nothing else are profanity. */
export function lookUpMeaning(originalWord: string | undefined): WordMeaning {
  return meaningByWord.get(originalWord ?? '') ?? profanity;
}

/** The categories that the list can prove. */
export const wordCategories = ['hate', 'sexual', 'x/profanity'] as const satisfies readonly Category[];
