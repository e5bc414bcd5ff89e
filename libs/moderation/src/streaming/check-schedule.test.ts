import { afterEach, describe, expect, it, jest } from '@jest/globals';

import { CheckSchedule } from './check-schedule.js';

const rhythm = { firstCharacters: 40, growth: 2, maximumCharacters: 600, firstWaitMs: 50, maximumWaitMs: 2_500 };

afterEach(() => void jest.restoreAllMocks());

/** Creates a schedule, and a clock that stands still until it is set. */
function createSchedule(maximumShare: number) {
  const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
  return {
    schedule: new CheckSchedule({ ...rhythm, maximumShare }),
    setTime: (ms: number) => clock.mockReturnValue(ms),
  };
}

describe('CheckSchedule', () => {
  it.each([
    ['rests so long that checks take their share', 0.1, 60, 100, 540],
    ['rests no longer than text may wait', 0.1, 1_000, 100, 2_500],
    ['does not rest without a share', 1, 1_000, 100, 0],
    ['does not rest while a source is far ahead', 0.1, 1_000, 2_440, 0],
  ])('%s', (_, share, checkMs, unchecked, dueInMs) => {
    const { schedule, setTime } = createSchedule(share);
    schedule.wait(40);
    expect(schedule.dueInMs(40)).toBe(0);
    schedule.start(40, 40);
    setTime(checkMs);
    schedule.pass(40);
    schedule.wait(40 + unchecked);
    expect(schedule.dueInMs(40 + unchecked)).toBeCloseTo(dueInMs);
  });
});
