import { describe, expect, it } from '@jest/globals';
import { WaitEstimator } from './wait-estimator.js';

describe('WaitEstimator', () => {
  it('estimates the wait from how long the last requests took', () => {
    const estimator = new WaitEstimator();
    expect(estimator.secondsUntilFree(0, 4)).toBe(1);
    estimator.record(10_000);
    expect(estimator.secondsUntilFree(7, 4)).toBe(20);
    for (let index = 0; index < 100; index++) estimator.record(1000);
    expect(estimator.secondsUntilFree(7, 4)).toBe(3);
  });
});
