/** The penalty of long texts stops growing at this many windows, so that padding cannot hide an attack. */
const maximumPenalisedWindows = 16;

/** Added to the number of features, so that a window with few features gets lower log odds. */
const featureOffset = 8;

/** Hashed features of a window. */
export type FeatureList = readonly number[] | Int32Array;

/** The numbers of a linear model. */
interface ScoringModel {
  readonly weights: ArrayLike<number>;
  readonly bias: number;
  readonly lengthPenalty: number;
}

/** Returns the divisor of the sum of a window's weights. */
export function toDivisor(features: number): number {
  return Math.sqrt(features + featureOffset);
}

/** Returns the log odds that a window holds an attack, lowered by the number of windows in the text. */
export function toLogOdds(features: FeatureList, model: ScoringModel, windows: number): number {
  const penalty = model.lengthPenalty * Math.log(Math.min(windows, maximumPenalisedWindows));
  return toWindowLogOdds(features, model.weights, model.bias) - penalty;
}

/** Returns the log odds of a window by logistic regression over its features; training uses them. */
export function toWindowLogOdds(features: FeatureList, weights: ArrayLike<number>, bias: number): number {
  let sum = 0;
  for (const feature of features) sum += weights[feature] ?? 0;
  return bias + sum / toDivisor(features.length);
}
