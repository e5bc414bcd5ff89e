import { featureCount, probabilityOf } from '../src/classifiers/injection/injection-features.js';

/** One text as the model sees it. */
export interface Example {
  readonly features: readonly number[];
  readonly label: 0 | 1;
  readonly weight: number;
  readonly source: string;
}

/** A trained model. */
export interface LinearModel {
  readonly weights: readonly number[];
  readonly bias: number;
}

const epochs = 14;
const learningRate = 0.35;
const decay = 2e-6;
const seed = 20_260_101;

/** Logistic regression by stochastic gradient descent with decay, in an order drawn from a fixed seed. */
export function trainModel(from: readonly Example[]): LinearModel {
  const weights = new Array<number>(featureCount).fill(0);
  const random = mulberry32(seed);
  const order = from.map((_, index) => index);
  let bias = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    const rate = learningRate / (1 + epoch / 3);
    for (const index of order) {
      const example = from[index];
      if (example === undefined || example.features.length === 0) continue;
      const error = (example.label - probabilityOf(example.features, weights, bias)) * example.weight;
      const step = (rate * error) / Math.sqrt(example.features.length + 8);
      for (const feature of example.features) weights[feature] = (weights[feature] ?? 0) * (1 - decay) + step;
      bias += rate * error * 0.05;
    }
  }
  return { weights, bias };
}

function shuffle(values: number[], random: () => number): void {
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [values[last], values[other]] = [values[other] ?? 0, values[last] ?? 0];
  }
}

/** A small generator of even numbers in [0, 1): the run must not depend on the machine. */
export function mulberry32(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
