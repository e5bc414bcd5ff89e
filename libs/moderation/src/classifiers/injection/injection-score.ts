/**
 * Scales the penalty of a text with many windows, each of which may score high by chance.
 *
 * The penalty stops growing at sixteen windows, so that padding cannot hide an attack.
 */
const lengthPenalty = 0.5;
const maximumPenalisedWindows = 16;

/** Added to the number of features, so that a window with few features gets lower log odds. */
const featureOffset = 8;

/** Returns the divisor of the sum of a window's weights. */
export function toDivisor(features: number): number {
  return Math.sqrt(features + featureOffset);
}

/** Returns the log odds that a window holds an injection, lowered by the number of windows in the text. */
export function toLogOdds(
  features: readonly number[],
  weights: ArrayLike<number>,
  bias: number,
  windows: number,
): number {
  return (
    toWindowLogOdds(features, weights, bias) - lengthPenalty * Math.log(Math.min(windows, maximumPenalisedWindows))
  );
}

/** Returns the log odds of a window by logistic regression over its features; training uses them. */
export function toWindowLogOdds(features: readonly number[], weights: ArrayLike<number>, bias: number): number {
  let sum = 0;
  for (const feature of features) sum += weights[feature] ?? 0;
  return bias + sum / toDivisor(features.length);
}
