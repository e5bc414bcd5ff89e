import { toLogOdds } from '../../libs/moderation/src/classifiers/injection/injection-score.js';
import { type Example, type LinearModel, trainModel } from './logistic-regression.js';
import { mulberry32, shuffle } from './random.js';

const folds = 5;
const repeats = 3;
const seed = 1_000;

/** What people wrote for each other or for a model may be flagged to this share, of each source. */
const mostOfUse = 0.01;

/**
 * What was written for the training holds the words of attacks on purpose: of a source at most this share may be flagged, and
 * this share in the mean over its sources.
 */
const mostOfWritten = 0.1;
const mostOfWrittenInMean = 0.05;

/** Fewer texts of a source say nothing about a share. */
const fewest = 50;

/** An example, and what cross-validation must know of it. */
export interface JudgedExample extends Example {
  readonly source: string;
  readonly family: number;
  /** Written for the training, and hard on purpose. */
  readonly isWritten: boolean;
  readonly isOnlyJudged: boolean;
  /** A rule flags it whatever the model says. */
  readonly isKnownForm: boolean;
}

/** The share of the texts of a source that are flagged. */
export interface FlaggedShare {
  readonly source: string;
  readonly label: 0 | 1;
  readonly share: number;
  readonly rows: number;
}

/** What models say about texts that they were not trained on. */
export interface Calibration {
  /** The log odds from which a text is taken for an injection. */
  readonly threshold: number;
  readonly flagged: readonly FlaggedShare[];
}

interface Judged {
  readonly source: string;
  readonly label: 0 | 1;
  readonly isWritten: boolean;
  readonly odds: number;
}

interface Group extends Omit<Judged, 'odds'> {
  readonly odds: readonly number[];
}

/**
 * Cross-validation in five folds, three times, that parts no family: the threshold is the lowest at which the accepted shares of
 * harmless texts hold, for the model and the rules together. No evaluation row takes part.
 */
export function calibrate(examples: readonly JudgedExample[]): Calibration {
  const judged = Array.from({ length: repeats }, (_, repeat) => judgeUnseen(examples, seed + repeat)).flat();
  const groups = groupBySource(judged);
  const harmless = groups.filter(({ label, odds }) => label === 0 && odds.length >= fewest);
  const holds = (threshold: number): boolean => {
    const sharesOf = (of: readonly Group[]): readonly number[] => of.map(({ odds }) => shareFrom(odds, threshold));
    const use = sharesOf(harmless.filter(({ isWritten }) => !isWritten));
    const written = sharesOf(harmless.filter(({ isWritten }) => isWritten));
    return (
      use.every((share) => share <= mostOfUse) &&
      written.every((share) => share <= mostOfWritten) &&
      mean(written) <= mostOfWrittenInMean
    );
  };
  const threshold = lowest(holds);
  return {
    threshold,
    flagged: groups.map(({ source, label, odds }) => ({
      source,
      label,
      share: shareFrom(odds, threshold),
      rows: odds.length / repeats,
    })),
  };
}

/** The log odds of a whole text: those of its strongest window. */
export function oddsOf(windows: Example['windows'], { weights, bias }: LinearModel): number {
  return windows.reduce(
    (highest, features) => Math.max(highest, toLogOdds(features, weights, bias, windows.length)),
    -Infinity,
  );
}

function judgeUnseen(examples: readonly JudgedExample[], from: number): readonly Judged[] {
  const families = [...new Set(examples.map(({ family }) => family))];
  shuffle(families, mulberry32(from));
  const foldOf = new Map(families.map((family, index) => [family, index % folds]));
  return Array.from({ length: folds }, (_, fold) => {
    const model = trainModel(
      examples.filter(({ family, isOnlyJudged }) => !isOnlyJudged && foldOf.get(family) !== fold),
    );
    return examples
      .filter(({ family }) => foldOf.get(family) === fold)
      .map(({ source, label, isWritten, windows, isKnownForm }) => ({
        source,
        label,
        isWritten,
        odds: isKnownForm ? Infinity : oddsOf(windows, model),
      }));
  }).flat();
}

function groupBySource(judged: readonly Judged[]): readonly Group[] {
  const groups = new Map<string, Group & { odds: number[] }>();
  for (const { odds, ...kind } of judged) {
    const key = `${kind.source} ${String(kind.label)}`;
    const group = groups.get(key) ?? { ...kind, odds: [] };
    group.odds.push(odds);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function shareFrom(odds: readonly number[], threshold: number): number {
  return odds.filter((one) => one >= threshold).length / odds.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** The lowest log odds at which a condition holds that holds from somewhere on. */
function lowest(holds: (threshold: number) => boolean): number {
  let [below, above] = [-10, 10];
  for (let step = 0; step < 30; step += 1) {
    const middle = (below + above) / 2;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}
