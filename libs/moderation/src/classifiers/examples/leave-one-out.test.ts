import { describe, expect, it } from '@jest/globals';

import { drawnFrom } from '../../../testing/classify.js';
import { fitLogistic, type LabelledVectors, toKernel } from './fit-logistic.js';
import { leaveOneOut } from './leave-one-out.js';

/** Two clouds of vectors of length 1, `distance` apart. */
function createData(members: number, others: number, distance: number, weight: number): LabelledVectors {
  const random = drawnFrom(members * 31 + others);
  const vectors = Array.from({ length: members + others }, (_, index) => {
    const vector = Float32Array.from({ length: 24 }, () => 2 * random() - 1);
    vector[0] = (vector[0] ?? 0) + (index < members ? distance : 0);
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  });
  const labels = vectors.map((_, index) => (index < members ? 1 : 0));
  return { vectors, labels, weights: labels.map((label) => weight / (label === 1 ? members : others)) };
}

function toLogit({ vectors, labels, weights }: LabelledVectors, left: number): number {
  const keep = <Value>(values: readonly Value[]): readonly Value[] => values.filter((_, index) => index !== left);
  const rest = { vectors: keep(vectors), labels: keep(labels), weights: keep(weights) };
  const { head } = fitLogistic(toKernel(rest.vectors), rest);
  const vector = vectors[left] ?? new Float32Array();
  return vector.reduce((sum, value, dimension) => sum + value * (head.weights[dimension] ?? 0), head.bias);
}

describe('leaveOneOut', () => {
  it.each([
    ['few that are far apart', createData(5, 30, 3, 50)],
    ['few that are mixed', createData(5, 30, 0, 50)],
    ['many', createData(30, 40, 1, 50)],
    ['more examples than others', createData(40, 10, 1, 50)],
    ['a penalty that hardly counts', createData(8, 30, 2, 5_000)],
    ['no weight', createData(5, 10, 1, 0)],
  ])('gives the logits of heads that are fitted anew without each vector: %s', async (_, data) => {
    const kernel = toKernel(data.vectors);
    const logits = await leaveOneOut(kernel, data, fitLogistic(kernel, data));
    for (const [index, logit] of logits.entries()) expect(logit).toBeCloseTo(toLogit(data, index), 1);
  });
});

describe('fitLogistic', () => {
  it('finds the smallest loss: every change of a pull makes it larger', () => {
    const data = createData(6, 12, 1, 50);
    const { head, logits } = fitLogistic(toKernel(data.vectors), data);
    const toLoss = (weights: Float64Array, bias: number): number => {
      let loss = 0.15 * (weights.reduce((sum, weight) => sum + weight ** 2, 0) + bias ** 2 / 100);
      for (const [index, vector] of data.vectors.entries()) {
        const logit = vector.reduce((sum, value, dimension) => sum + value * (weights[dimension] ?? 0), bias);
        const sign = data.labels[index] === 1 ? 1 : -1;
        loss += (data.weights[index] ?? 0) * Math.log1p(Math.exp(-sign * logit));
      }
      return loss;
    };
    const least = toLoss(head.weights, head.bias);
    for (const change of [-0.01, 0.01]) {
      expect(toLoss(head.weights, head.bias + change)).toBeGreaterThan(least);
      for (const dimension of head.weights.keys()) {
        const changed = head.weights.with(dimension, (head.weights[dimension] ?? 0) + change);
        expect(toLoss(changed, head.bias)).toBeGreaterThan(least);
      }
    }
    expect(logits).toHaveLength(18);
  });
});
