import { describe, expect, it } from '@jest/globals';

import { estimate } from './bootstrap.js';
import { computeCalibrationError, computeReliability } from './calibration.js';
import { computeAuroc, computeAveragePrecision, computePrecisionRecall, type ScoredLabel } from './ranking.js';

const toRows = (text: string): readonly ScoredLabel[] =>
  text.split(' ').map((word) => ({ score: Number(word.slice(1)), isPositive: word.startsWith('+') }));

describe('statistics of ranked rows', () => {
  it.each([
    // rows, average precision, AUROC
    ['+.9 +.8 -.2 -.1', 1, 1],
    ['-.9 -.8 +.2 +.1', (1 / 3 + 2 / 4) / 2, 0],
    ['+.9 -.8 +.7 -.1', (1 + 2 / 3) / 2, 3 / 4],
    ['+.5 -.5 +.5 -.5', 0.5, 0.5],
    ['+.9 +.5 -.5 -.1', (1 + 2 / 3) / 2, 7 / 8],
  ])('gives %s its average precision and AUROC in any order', (text, precision, auroc) => {
    for (const rows of [toRows(text), toRows(text).toReversed()]) {
      expect(computeAveragePrecision(rows)).toBeCloseTo(precision, 10);
      expect(computeAuroc(rows)).toBeCloseTo(auroc, 10);
    }
  });

  it('has no value without a positive row', () => {
    expect(computeAveragePrecision(toRows('-.9 -.1'))).toBeNaN();
    expect(computeAuroc(toRows('-.9 -.1'))).toBeNaN();
  });

  it('ends a precision-recall curve at full recall and the share of positives', () => {
    expect(computePrecisionRecall(toRows('+.9 -.8 +.7 -.1')).at(-1)).toEqual({
      threshold: 0.1,
      precision: 0.5,
      recall: 1,
    });
  });
});

describe('calibration', () => {
  it('has no error where the share of positives is the score', () => {
    const rows = Array.from({ length: 100 }, (_, index) => ({ score: 0.7, isPositive: index < 70 }));
    expect(computeCalibrationError(rows)).toBeCloseTo(0, 10);
    expect(computeReliability(rows)).toEqual([
      { from: 0.7, to: 0.8, rows: 100, meanScore: expect.closeTo(0.7, 10), positives: 0.7 },
    ]);
  });

  it('weighs the ranges by their rows, and puts a score of 1 into the last', () => {
    expect(computeCalibrationError(toRows('+1 +1 +1 -.5'))).toBeCloseTo(0.5 / 4, 10);
    expect(computeReliability(toRows('+1 -.05')).map(({ from }) => from)).toEqual([0, 0.9]);
  });
});

describe('bootstrap', () => {
  const share = (rows: readonly boolean[]): number => rows.filter(Boolean).length / rows.length;

  it('gives the same interval again, around the value and near that of the normal distribution', () => {
    const rows = Array.from({ length: 400 }, (_, index) => index % 4 === 0);
    const one = estimate(rows, share);
    expect(estimate(rows, share)).toEqual(one);
    const half = 1.96 * Math.sqrt((0.25 * 0.75) / 400);
    expect(one.value).toBe(0.25);
    expect(Math.abs(one.low - (0.25 - half))).toBeLessThan(0.01);
    expect(Math.abs(one.high - (0.25 + half))).toBeLessThan(0.01);
  });

  it('has no width where all rows are equal', () => {
    expect(estimate([true, true, true], share)).toEqual({ value: 1, low: 1, high: 1 });
  });
});
