import { describe, expect, it } from '@jest/globals';
import { ServicePace } from './wait-estimator.js';

describe('ServicePace', () => {
  it('estimates from how long answers took', () => {
    const pace = new ServicePace();
    expect(pace.secondsUntilFree(0, 4)).toBe(1);
    pace.served(10_000);
    expect(pace.secondsUntilFree(7, 4)).toBe(20);
    for (let index = 0; index < 100; index++) pace.served(1000);
    expect(pace.secondsUntilFree(7, 4)).toBe(3);
  });
});
