import { featureCount } from '../../libs/moderation/src/classifiers/injection/features/feature-windows.js';
import {
  type FeatureList,
  toDivisor,
  toWindowLogOdds,
} from '../../libs/moderation/src/classifiers/injection/injection-score.js';
import { mulberry32, shuffle } from './random.js';

/** Holds the features of one text, for training. */
export interface Example {
  /** The features of each window of the text. */
  readonly windows: readonly FeatureList[];
  readonly label: 0 | 1;
  readonly weight: number;
}

/** Holds the weights of a trained model. */
export interface LinearModel {
  readonly weights: readonly number[];
  readonly bias: number;
}

const epochs = 12;
const learningRate = 0.35;
const biasRate = 0.05;
const decay = 3e-5;
const seed = 20_260_101;

/**
 * Trains a logistic regression by stochastic gradient descent with decay, in a seeded order. Of each text, only the strongest
 * window counts: one window makes an injection, and a harmless text has none.
 */
export function trainModel(examples: readonly Example[]): LinearModel {
  const weights = new Float64Array(featureCount);
  const random = mulberry32(seed);
  const order = examples.map((_, index) => index);
  let bias = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    const rate = learningRate / (1 + epoch / 3);
    for (const index of order) {
      const example = examples[index];
      const strongest = example === undefined ? undefined : findStrongestWindow(example.windows, weights, bias);
      if (example === undefined || strongest === undefined) continue;
      const error = (example.label - 1 / (1 + Math.exp(-strongest.odds))) * example.weight;
      const step = (rate * error) / toDivisor(strongest.features.length);
      for (const feature of strongest.features) {
        weights[feature] = (weights[feature] ?? 0) * (1 - decay) + step;
      }
      bias += rate * error * biasRate;
    }
  }
  return { weights: Array.from(weights), bias };
}

/** Finds the window with the highest odds of an injection. Undefined for a text without words. */
function findStrongestWindow(
  windows: Example['windows'],
  weights: ArrayLike<number>,
  bias: number,
): { readonly features: FeatureList; readonly odds: number } | undefined {
  let strongest: { readonly features: FeatureList; readonly odds: number } | undefined;
  for (const features of windows) {
    const odds = toWindowLogOdds(features, weights, bias);
    if (strongest === undefined || odds > strongest.odds) strongest = { features, odds };
  }
  return strongest;
}
