import { toLogOdds } from '../../libs/moderation/src/classifiers/injection/injection-score.js';
import { type Example, type LinearModel, trainModel } from './logistic-regression.js';
import { mulberry32, shuffle } from './random.js';

const folds = 5;
const repeats = 3;
const seed = 1_000;

/** The maximum flagged share of each source of texts that people wrote to each other or to a model. */
const maximumShareOfRealTexts = 0.01;

/**
 * The maximum flagged share of each source of texts written for the training, and of their mean. These texts contain words of
 * attacks on purpose.
 */
const maximumShareOfWritten = 0.1;
const maximumMeanShareOfWritten = 0.05;

/** A share needs at least this many texts of a source. */
const minimumTexts = 50;

/** Describes an example with its properties for cross-validation. */
export interface ClassifiedExample extends Example {
  readonly source: string;
  readonly family: number;
  /** Written for the training, with words of attacks on purpose. */
  readonly isWritten: boolean;
  /** Classified in cross-validation, and never trained on. */
  readonly isForEvaluation: boolean;
  /** A rule flags it independently of the model. */
  readonly isKnownForm: boolean;
}

/** Holds the share of flagged texts of a source. */
export interface FlaggedShare {
  readonly source: string;
  readonly label: 0 | 1;
  readonly share: number;
  readonly rows: number;
}

/** Holds the result of cross-validation. */
export interface Calibration {
  /** The minimum log odds at which a text counts as an injection. */
  readonly threshold: number;
  readonly flagged: readonly FlaggedShare[];
}

interface Classified {
  readonly source: string;
  readonly label: 0 | 1;
  readonly isWritten: boolean;
  readonly odds: number;
}

interface Group extends Omit<Classified, 'odds'> {
  readonly odds: readonly number[];
}

/**
 * Finds the lowest threshold at which no source of harmless texts has too many flagged. The model and the rules are combined.
 * Repeats five-fold cross-validation three times. A family is always in one fold, and no evaluation row takes part.
 */
export function calibrate(examples: readonly ClassifiedExample[]): Calibration {
  const classified = Array.from({ length: repeats }, (_, repeat) => classifyUnseen(examples, seed + repeat)).flat();
  const groups = groupBySource(classified);
  const harmless = groups.filter(({ label, odds }) => label === 0 && odds.length >= minimumTexts);
  const isAcceptable = (threshold: number): boolean => {
    const listShares = (of: readonly Group[]): readonly number[] => of.map(({ odds }) => computeShare(odds, threshold));
    const use = listShares(harmless.filter(({ isWritten }) => !isWritten));
    const written = listShares(harmless.filter(({ isWritten }) => isWritten));
    return (
      use.every((share) => share <= maximumShareOfRealTexts) &&
      written.every((share) => share <= maximumShareOfWritten) &&
      mean(written) <= maximumMeanShareOfWritten
    );
  };
  const threshold = findLowest(isAcceptable);
  return {
    threshold,
    flagged: groups.map(({ source, label, odds }) => ({
      source,
      label,
      share: computeShare(odds, threshold),
      rows: odds.length / repeats,
    })),
  };
}

/** Computes the log odds of a text: those of its strongest window. */
function computeOdds(windows: Example['windows'], { weights, bias }: LinearModel): number {
  return windows.reduce(
    (highest, features) => Math.max(highest, toLogOdds(features, weights, bias, windows.length)),
    -Infinity,
  );
}

function classifyUnseen(examples: readonly ClassifiedExample[], foldSeed: number): readonly Classified[] {
  const families = [...new Set(examples.map(({ family }) => family))];
  shuffle(families, mulberry32(foldSeed));
  const foldByFamily = new Map(families.map((family, index) => [family, index % folds]));
  return Array.from({ length: folds }, (_, fold) => {
    const model = trainModel(
      examples.filter(({ family, isForEvaluation }) => !isForEvaluation && foldByFamily.get(family) !== fold),
    );
    return examples
      .filter(({ family }) => foldByFamily.get(family) === fold)
      .map(({ source, label, isWritten, windows, isKnownForm }) => ({
        source,
        label,
        isWritten,
        odds: isKnownForm ? Infinity : computeOdds(windows, model),
      }));
  }).flat();
}

function groupBySource(classified: readonly Classified[]): readonly Group[] {
  const groups = new Map<string, Group & { odds: number[] }>();
  for (const { odds, ...kind } of classified) {
    const key = `${kind.source} ${kind.label}`;
    const group = groups.get(key) ?? { ...kind, odds: [] };
    group.odds.push(odds);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function computeShare(odds: readonly number[], threshold: number): number {
  return odds.filter((one) => one >= threshold).length / odds.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Finds the lowest log odds at which a condition holds, by bisection. The condition must hold above it too. */
function findLowest(holds: (threshold: number) => boolean): number {
  let [below, above] = [-10, 10];
  for (let step = 0; step < 30; step += 1) {
    const middle = (below + above) / 2;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}
