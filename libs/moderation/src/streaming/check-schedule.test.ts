import { afterEach, describe, expect, it, jest } from '@jest/globals';

import { CheckSchedule } from './check-schedule.js';
import { StreamLoad } from './stream-load.js';

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

describe('the load of several streams', () => {
  const shared = { ...rhythm, maximumShare: 0.1, maximumSharedWaitMs: 5_000 };

  /** Creates schedules that share a machine, each after a first check of 40 characters in 60 ms. */
  function createShared(count: number) {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
    const load = new StreamLoad();
    const schedules = Array.from({ length: count }, () => new CheckSchedule(shared, load));
    for (const schedule of schedules) schedule.start(40, 40);
    clock.mockReturnValue(60);
    return { load, schedules, setTime: (ms: number) => clock.mockReturnValue(ms) };
  }

  function restAfter(schedule: CheckSchedule | undefined, released: number): number | undefined {
    schedule?.pass(released);
    schedule?.wait(140);
    return schedule?.dueInMs(140);
  }

  it.each([
    ['rests alone as its own share says', 1, 540],
    ['rests so long that the checks of four streams take one share together', 4, 2_340],
    ['rests no longer than text may wait beside others', 40, 5_000],
  ])('%s', (_, streams, dueInMs) => {
    const { schedules } = createShared(streams);
    expect(restAfter(schedules[0], 40)).toBeCloseTo(dueInMs);
  });

  it('does not rest before the first text is released, however many streams there are', () => {
    const { schedules } = createShared(40);
    expect(restAfter(schedules[0], 0)).toBe(0);
  });

  it('counts a stream no more that has ended', () => {
    const { load, schedules } = createShared(4);
    for (const schedule of schedules.slice(1)) schedule.end();
    expect(load.streams).toBe(1);
    expect(restAfter(schedules[0], 40)).toBeCloseTo(540);
  });

  it('forgets a stream that is left without its end', () => {
    const { load, schedules, setTime } = createShared(4);
    setTime(20_000);
    schedules[0]?.start(80, 80);
    expect(load.streams).toBe(1);
  });
});
