/**
 * How often a costly classifier reads a stream. It reads early, so that the first words do not wait long, and then ever more text at
 * once. Sizes are in UTF-16 code units.
 */
export interface StreamRhythm {
  /** The first check waits for this many characters. */
  readonly firstCharacters: number;
  /** Each later check waits for this many times as many characters, and this many times as long. */
  readonly growth: number;
  /** No check waits for more new characters than this. */
  readonly maximumCharacters: number;
  /** No check waits longer than this many milliseconds. The first one waits as long as the policy's `gate.maximumWaitMs`. */
  readonly maximumWaitMs: number;
  /**
   * The share of the time that the checks of all streams of the process take together, from 0 to 1. After a check the next one of
   * the stream waits: at most `maximumWaitMs`, or `maximumSharedWaitMs` while other streams are read too. 1: no limit.
   */
  readonly maximumShare: number;
  /** No check waits longer than this many milliseconds for its share. At least `maximumWaitMs`. */
  readonly maximumSharedWaitMs: number;
  /** The classifier also gets this many released characters before the new ones, and never more than the policy's `gate` keeps. */
  readonly contextCharacters: number;
}

/** The rhythm of a classifier that says only that it has one. */
export const defaultRhythm: StreamRhythm = {
  firstCharacters: 40,
  growth: 2,
  maximumCharacters: 600,
  maximumWaitMs: 2_500,
  maximumShare: 0.08,
  maximumSharedWaitMs: 5_000,
  contextCharacters: 200,
};

/** Some values of a rhythm; the others have their defaults. */
export type RhythmOptions = { readonly [Key in keyof StreamRhythm]?: StreamRhythm[Key] | undefined };

/**
 * Joins the rhythms of the classifiers of one stage: text waits for all of them, so the slowest sets the pace.
 * @param override Replaces single values, as a policy may.
 * @returns undefined when no classifier has a rhythm.
 */
export function joinRhythms(rhythms: readonly RhythmOptions[], override: RhythmOptions = {}): StreamRhythm | undefined {
  if (rhythms.length === 0) return undefined;
  const highest = (key: keyof StreamRhythm): number =>
    override[key] ?? Math.max(...rhythms.map((rhythm) => rhythm[key] ?? defaultRhythm[key]));
  return {
    firstCharacters: highest('firstCharacters'),
    growth: highest('growth'),
    maximumCharacters: highest('maximumCharacters'),
    maximumWaitMs: highest('maximumWaitMs'),
    maximumShare:
      override.maximumShare ?? Math.min(...rhythms.map((rhythm) => rhythm.maximumShare ?? defaultRhythm.maximumShare)),
    maximumSharedWaitMs: highest('maximumSharedWaitMs'),
    contextCharacters: highest('contextCharacters'),
  };
}
