import { foldText } from '../../../text/fold-text.js';

/** A wording that attackers use to insert instructions or to make a model break its rules. */
export interface InjectionRule {
  readonly name: string;
  readonly category: 'x/injection' | 'x/jailbreak';
  /** 0 … 1. Below 0.5 for a weak sign: a wording of ordinary texts, which counts only beside another sign. */
  readonly score: number;
  /** Matches folded text (lower case). It is global, and every repetition is bounded. */
  readonly pattern: RegExp;
}

/** The score of a weak sign: below the thresholds of all presets. */
export const weakScore = 0.35;

/** Matches at most four words of one line, so that a rule looks only about a hundred characters ahead. */
export const upToFourWords = String.raw`(?:[^\s.!?]{1,30}\s+){0,4}?`;

/** Matches at most three words of one line. */
export const upToThreeWords = String.raw`(?:[^\s.!?]{1,30}\s+){0,3}?`;

/** Creates a rule for each pattern. A name that several rules share counts as one sign. */
export function createRules(
  name: string,
  category: InjectionRule['category'],
  score: number,
  ...sources: readonly string[]
): readonly InjectionRule[] {
  return sources.map((source) => ({ name, category, score, pattern: new RegExp(source, 'gu') }));
}

/** Matches one of several words, written as people write them: folding changes letters of some scripts. */
export function anyOf(words: string): string {
  return `(?:${words
    .split('|')
    .map((word) => foldText(word).text)
    .join('|')})`;
}
