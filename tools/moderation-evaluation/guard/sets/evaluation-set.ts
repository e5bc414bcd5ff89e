import { mulberry32, shuffle } from '../../../injection-training/random.js';
import { type Category, type ModerationRole, type ModerationStage } from '../../../../libs/moderation/src/index.js';

/** Describes one labelled text. */
export interface EvaluationRow {
  readonly text: string;
  /** Whether the text is to be found: harmful, or an injection in the sets of injections. */
  readonly isPositive: boolean;
  /** The part of the set that the text belongs to: a functionality of HateCheck, a kind of request. */
  readonly group?: string | undefined;
  /** Labels by category. An absent category was not labelled. */
  readonly labels?: Readonly<Partial<Record<Category, boolean>>> | undefined;
  /** The number that translations of one text share. */
  readonly line?: number | undefined;
}

/** Names of the sets. */
export const setNames = [
  'openai',
  'xstest',
  'hatecheck',
  'surge',
  'deepset',
  'notinject',
  'dangerous',
  'users',
  'tool-results',
  'machine',
  'languages',
] as const;

/** The name of a set. */
export type SetName = (typeof setNames)[number];

/** Describes a set of labelled texts, and the place in a request at which they stand. */
export interface EvaluationSet {
  readonly name: SetName;
  readonly stage: ModerationStage;
  readonly role: ModerationRole;
  readonly rows: readonly EvaluationRow[];
}

/** Draws at most `maximum` rows with a fixed seed; translations of one text stay together. Undefined: all. */
export function limitRows(set: EvaluationSet, maximum: number | undefined): EvaluationSet {
  if (maximum === undefined || set.rows.length <= maximum) return set;
  const toKey = (row: EvaluationRow, index: number): number => row.line ?? index;
  const keys = [...new Set(set.rows.map(toKey))];
  shuffle(keys, mulberry32(1));
  const chosen = new Set(keys.slice(0, Math.ceil((maximum * keys.length) / set.rows.length)));
  return { ...set, rows: set.rows.filter((row, index) => chosen.has(toKey(row, index))) };
}
