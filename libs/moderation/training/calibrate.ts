import { longFrom, probabilityOf } from '../src/classifiers/injection/injection-features.js';
import { type Example, trainModel } from './logistic-regression.js';

const folds = 5;

/** Of the harmless texts of any one source, at most this share may be flagged. */
const acceptedShare = 0.02;

/** Fewer texts of a source say nothing about a share. */
const fewest = 50;

/** What the model says about texts that it was not trained on. */
export interface Calibration {
  /** The log odds from which a text is taken for an injection. */
  readonly threshold: number;
  /** The same for a long text, in which more words speak for either side. */
  readonly longThreshold: number;
  /** Per source: how many of its texts of a label are flagged from there. */
  readonly flagged: readonly { readonly source: string; readonly label: 0 | 1; readonly share: number; readonly rows: number }[];
}

/**
 * Cross-validation in five folds: each threshold is the lowest at which no source has more than the accepted share of its
 * harmless texts flagged. Some examples are only there to be scored. No evaluation row takes part.
 */
export function calibrate(examples: readonly Example[], unseen: readonly Example[]): Calibration {
  const scored = Array.from({ length: folds }, (_, fold) => {
    const { weights, bias } = trainModel(examples.filter((_example, index) => index % folds !== fold));
    return [...examples, ...unseen]
      .filter((_example, index) => index % folds === fold)
      .map(({ features, label, source }) => {
        const odds = logOdds(probabilityOf(features, weights, bias));
        return { odds, label, source, isLong: features.length >= longFrom };
      });
  }).flat();
  const sources = [...new Set(scored.map(({ source }) => source))];
  const thresholdOf = (isLong: boolean): number => {
    const thresholds = sources.flatMap((source) => {
      const odds = scored.filter((one) => one.source === source && one.label === 0 && one.isLong === isLong).map((one) => one.odds);
      return odds.length < fewest ? [] : [odds.toSorted((a, b) => b - a)[Math.floor(odds.length * acceptedShare)] ?? 0];
    });
    return Math.max(...thresholds) + 1e-6;
  };
  const threshold = thresholdOf(false);
  const longThreshold = thresholdOf(true);
  const flagged = sources.flatMap((source) =>
    ([0, 1] as const).flatMap((label) => {
      const rows = scored.filter((one) => one.source === source && one.label === label);
      const hits = rows.filter(({ odds, isLong }) => odds >= (isLong ? longThreshold : threshold)).length;
      return rows.length === 0 ? [] : [{ source, label, share: hits / rows.length, rows: rows.length }];
    }),
  );
  return { threshold, longThreshold, flagged };
}

function logOdds(probability: number): number {
  return Math.log(probability / (1 - probability));
}
