/** A longer text has more windows in which chance may speak: each is asked for more, up to what sixteen windows are asked for. */
const askedByLength = 0.5;
const mostWindows = 16;

/** The weight of few features counts a little less. */
const featureOffset = 8;

/** The divisor of the sum of so many weights. */
export function norm(features: number): number {
  return Math.sqrt(features + featureOffset);
}

/** The log odds that a window holds an injection, for a text of so many windows: logistic regression over the features' weights. */
export function toLogOdds(
  features: readonly number[],
  weights: ArrayLike<number>,
  bias: number,
  windows: number,
): number {
  return windowOdds(features, weights, bias) - askedByLength * Math.log(Math.min(windows, mostWindows));
}

/** The same whatever the length of the text: what is trained. */
export function windowOdds(features: readonly number[], weights: ArrayLike<number>, bias: number): number {
  let sum = 0;
  for (const feature of features) sum += weights[feature] ?? 0;
  return bias + sum / norm(features.length);
}
