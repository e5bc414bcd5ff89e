import { toLogOdds } from '../../libs/moderation/src/classifiers/injection/injection-score.js';
import { type Example, type LinearModel, trainModel } from './logistic-regression.js';
import { mulberry32, shuffle } from './random.js';
import { type TrainingText } from './training-text.js';

const folds = 5;
const seed = 1_000;

/** Limits how many harmless texts a model may find, as a share of the texts of a source. */
export interface CalibrationLimits {
  /** For each source of texts that people wrote to each other, to a model or that tools returned. */
  readonly real: number;
  /** For each source of texts that were written for the training. They contain words of attacks on purpose. */
  readonly written: number;
  /** For the mean of the sources that were written for the training. */
  readonly meanWritten: number;
  /** Sources that set no limit: role play and commands, which look like attacks to anyone. */
  readonly unlimited: readonly string[];
  /** The kinds of texts that set limits: those that the model will read. */
  readonly kinds: readonly TrainingText['kind'][];
}

/** A share needs at least this many texts of a source. */
const minimumTexts = 150;

/** Describes an example with its properties for cross-validation. */
export interface ClassifiedExample extends Example {
  readonly source: string;
  readonly kind: TrainingText['kind'];
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
  readonly kind: TrainingText['kind'];
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
  readonly kind: TrainingText['kind'];
  readonly label: 0 | 1;
  readonly isWritten: boolean;
  readonly odds: number;
}

interface Group extends Omit<Classified, 'odds'> {
  readonly odds: readonly number[];
}

/**
 * Finds the lowest threshold at which no source of harmless texts has too many found. The model and the rules are combined.
 * Uses five-fold cross-validation. A family is always in one fold, and no evaluation row takes part in training.
 */
export function calibrate(
  examples: readonly ClassifiedExample[],
  lengthPenalty: number,
  limits: CalibrationLimits,
): Calibration {
  const classified = classifyUnseen(examples, lengthPenalty);
  const groups = groupBySource(classified);
  const harmless = groups.filter(
    ({ source, kind, label, odds }) =>
      label === 0 && odds.length >= minimumTexts && limits.kinds.includes(kind) && !limits.unlimited.includes(source),
  );
  const isAcceptable = (threshold: number): boolean => {
    const listShares = (of: readonly Group[]): readonly number[] =>
      of.map(({ odds }) => computeShareButOne(odds, threshold));
    const use = listShares(harmless.filter(({ isWritten }) => !isWritten));
    const written = listShares(harmless.filter(({ isWritten }) => isWritten));
    return (
      use.every((share) => share <= limits.real) &&
      written.every((share) => share <= limits.written) &&
      mean(written) <= limits.meanWritten
    );
  };
  const threshold = findLowest(isAcceptable);
  return {
    threshold,
    flagged: groups.map(({ source, kind, label, odds }) => ({
      source,
      kind,
      label,
      share: computeShare(odds, threshold),
      rows: odds.length,
    })),
  };
}

/** Computes the log odds of a text: those of its strongest window. */
function computeOdds(windows: Example['windows'], model: LinearModel & { readonly lengthPenalty: number }): number {
  return windows.reduce(
    (highest, features) => Math.max(highest, toLogOdds(features, model, windows.length)),
    -Infinity,
  );
}

function classifyUnseen(examples: readonly ClassifiedExample[], lengthPenalty: number): readonly Classified[] {
  const families = [...new Set(examples.map(({ family }) => family))];
  shuffle(families, mulberry32(seed));
  const foldByFamily = new Map(families.map((family, index) => [family, index % folds]));
  return Array.from({ length: folds }, (_, fold) => {
    const model = trainModel(
      examples.filter(({ family, isForEvaluation }) => !isForEvaluation && foldByFamily.get(family) !== fold),
    );
    return examples
      .filter(({ family }) => foldByFamily.get(family) === fold)
      .map(({ source, kind, label, isWritten, windows, isKnownForm }) => ({
        source,
        kind,
        label,
        isWritten,
        odds: isKnownForm ? Infinity : computeOdds(windows, { ...model, lengthPenalty }),
      }));
  }).flat();
}

function groupBySource(classified: readonly Classified[]): readonly Group[] {
  const groups = new Map<string, Group & { odds: number[] }>();
  for (const { odds, ...kind } of classified) {
    const key = `${kind.source} ${kind.kind} ${kind.label}`;
    const group = groups.get(key) ?? { ...kind, odds: [] };
    group.odds.push(odds);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function computeShare(odds: readonly number[], threshold: number): number {
  return odds.filter((one) => one >= threshold).length / odds.length;
}

/** Computes the share without one text: a single text of a source says nothing about its kind. */
function computeShareButOne(odds: readonly number[], threshold: number): number {
  return Math.max(0, odds.filter((one) => one >= threshold).length - 1) / odds.length;
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
