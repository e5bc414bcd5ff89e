import { describe, expect, it } from '@jest/globals';

import { toProbability } from '../to-probability.js';
import { calibrate } from './calibrate.js';

function toScores(logits: readonly number[], labels: readonly number[]): readonly number[] {
  const { slope, offset } = calibrate(Float64Array.from(logits), labels);
  return logits.map((logit) => toProbability(slope * logit + offset));
}

describe('calibrate', () => {
  it('keeps the order of logits, and is never certain of few texts', () => {
    const scores = toScores([4, 3, 5, 3.5, 4.5, -4, -5, -6, -4, -3], [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
    expect(Math.min(...scores.slice(0, 5))).toBeGreaterThan(0.7);
    expect(Math.max(...scores)).toBeLessThan(0.95);
    expect(Math.max(...scores.slice(5))).toBeLessThan(0.3);
  });

  it('gives a text that is as likely in both kinds the share that it assumes', () => {
    const [score] = toScores([0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
    expect(score).toBeCloseTo(0.2, 0);
    expect(score).toBeLessThan(0.5);
  });

  it('reaches no threshold when the examples score lower than the others', () => {
    const scores = toScores([-1, -2, -1, -2, -1, 2, 1, 2, 1, 2], [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
    expect(Math.max(...scores)).toBeLessThan(0.3);
  });
});
