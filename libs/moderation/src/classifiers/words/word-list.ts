import { type Category } from '../../contract/category.js';

/** The category of a word of the list, and its scores. */
export interface WordMeaning {
  readonly category: Category;
  /** The score of a text in which the word is the only evidence, 0 … 1. */
  readonly score: number;
  /** The score beside a second sign that the word is meant rudely: see `second-signs.ts`. Default: `score`. */
  readonly confirmedScore?: number;
}

/** Terms of one meaning. Plurals and possessives of whole words are found too. */
interface WordGroup {
  readonly meaning: WordMeaning;
  /** Whole words. */
  readonly words: readonly string[];
  /** Terms of several words. */
  readonly phrases?: readonly string[];
  /** Words that also count inside a longer word: hardly any harmless word holds them. */
  readonly parts?: readonly string[];
}

/**
 * Lists rude words, slurs and sexual words of English.
 *
 * One word is weak evidence. Words that medicine, news and education use, and slurs that are also a name, a food or a word of another
 * language, stop no text alone under the presets.
 */
export const wordGroups: readonly WordGroup[] = [
  {
    meaning: { category: 'hate', score: 0.9 },
    words: [
      'nigger',
      'nigga',
      'nigguh',
      'niggah',
      'abeed',
      'africoon',
      'arabush',
      'boonga',
      'chingchong',
      'sandnigger',
      'raghead',
      'towelhead',
      'zipperhead',
    ],
    phrases: ['ching chong', 'porch monkey', 'jungle bunny'],
  },
  {
    meaning: { category: 'hate', score: 0.25, confirmedScore: 0.9 },
    words: [
      'abo',
      'beaner',
      'chink',
      'coon',
      'dyke',
      'fag',
      'faggot',
      'faggotry',
      'faggy',
      'fagot',
      'gook',
      'kaffir',
      'kike',
      'negro',
      'nig',
      'paki',
      'retard',
      'retarded',
      'spastic',
      'spic',
      'tranny',
      'wetback',
      'wop',
    ],
  },
  {
    meaning: { category: 'sexual', score: 0.8 },
    words: ['cumshot', 'doggystyle', 'felch', 'felching', 'hentai', 'jizz'],
    phrases: ['doggy style', 'double penetration', 'finger bang'],
    parts: ['blowjob', 'deepthroat', 'fingerbang', 'gangbang', 'handjob', 'lubejob'],
  },
  { meaning: { category: 'sexual', score: 0.25, confirmedScore: 0.8 }, words: ['cum', 'cummed', 'cumming'] },
  {
    meaning: { category: 'sexual', score: 0.4 },
    words: [
      'anal',
      'anally',
      'anus',
      'bestiality',
      'boob',
      'boobie',
      'booby',
      'buttplug',
      'cock',
      'dildo',
      'fellatio',
      'fisting',
      'hooker',
      'incest',
      'incestuous',
      'orgy',
      'orgie',
      'penile',
      'penis',
      'porn',
      'porno',
      'pussy',
      'pussie',
      'rape',
      'raped',
      'raping',
      'rapist',
      'scat',
      'semen',
      'sex',
      'sexy',
      'tit',
      'titty',
      'tittie',
      'tiddie',
      'wank',
      'wanked',
      'wanker',
      'wanking',
    ],
    parts: ['ejaculat', 'masterbat', 'masturbat', 'orgasm', 'pornhub', 'pornograph', 'vagina'],
  },
  { meaning: { category: 'x/profanity', score: 0.25, confirmedScore: 0.9 }, words: ['dick'] },
  {
    meaning: { category: 'x/profanity', score: 0.9 },
    words: [
      'apeshit',
      'arse',
      'arsehole',
      'ass',
      'badass',
      'bastard',
      'batshit',
      'biatch',
      'bollock',
      'cuck',
      'cunt',
      'cunty',
      'dickhead',
      'dickwad',
      'dipshit',
      'fatass',
      'fck',
      'fcking',
      'fk',
      'fking',
      'fuk',
      'fuker',
      'fuking',
      'horseshit',
      'jackass',
      'jerkoff',
      'kickass',
      'lardass',
      'piss',
      'pissed',
      'pisser',
      'pissing',
      'prick',
      'shit',
      'shite',
      'shithead',
      'shithole',
      'shitless',
      'shitted',
      'shitter',
      'shitting',
      'shitty',
      'smartass',
      'turd',
      'twat',
    ],
    phrases: ['jerk off'],
    parts: ['asshole', 'bitch', 'bullshit', 'clusterfuck', 'cocksuck', 'dumbass', 'fuck', 'motherf', 'slut', 'whore'],
  },
];

/** Lists the categories of the list's words. */
export const wordCategories = ['hate', 'sexual', 'x/profanity'] as const satisfies readonly Category[];
