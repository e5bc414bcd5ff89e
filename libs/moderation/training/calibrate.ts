import { probabilityOf } from '../src/classifiers/injection/injection-features.js';
import { type Example, trainModel } from './logistic-regression.js';

const folds = 5;

/** Of the harmless texts of any one source, at most this share may be flagged. */
const acceptedShare = 0.02;

/** What the model says about texts that it was not trained on. */
export interface Calibration {
  /** The log odds from which a text is taken for an injection. */
  readonly threshold: number;
  /** Per source: how many of its texts of a label are flagged from there. */
  readonly flagged: readonly { readonly source: string; readonly label: 0 | 1; readonly share: number; readonly rows: number }[];
}

/**
 * Cross-validation in five folds: the threshold is the lowest at which no source has more than one harmless text in a
 * hundred flagged. No evaluation row takes part.
 */
export function calibrate(examples: readonly Example[]): Calibration {
  const scored = Array.from({ length: folds }, (_, fold) => {
    const { weights, bias } = trainModel(examples.filter((_example, index) => index % folds !== fold));
    return examples
      .filter((_example, index) => index % folds === fold)
      .map(({ features, label, source }) => ({ odds: logOdds(probabilityOf(features, weights, bias)), label, source }));
  }).flat();
  const sources = [...new Set(scored.map(({ source }) => source))];
  const thresholds = sources.flatMap((source) => {
    const odds = scored.filter((one) => one.source === source && one.label === 0).map((one) => one.odds);
    return odds.length === 0 ? [] : [odds.toSorted((a, b) => b - a)[Math.floor(odds.length * acceptedShare)] ?? 0];
  });
  const threshold = Math.max(...thresholds) + 1e-6;
  const flagged = sources.flatMap((source) =>
    ([0, 1] as const).flatMap((label) => {
      const rows = scored.filter((one) => one.source === source && one.label === label);
      const hits = rows.filter(({ odds }) => odds >= threshold).length;
      return rows.length === 0 ? [] : [{ source, label, share: hits / rows.length, rows: rows.length }];
    }),
  );
  return { threshold, flagged };
}

function logOdds(probability: number): number {
  return Math.log(probability / (1 - probability));
}
