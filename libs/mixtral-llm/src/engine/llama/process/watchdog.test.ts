import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Watchdog } from './watchdog.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function watch(answers: boolean) {
  const seen = { pings: 0, hangs: 0 };
  const watchdog: Watchdog = new Watchdog({
    timeoutMs: 1000,
    ping: () => {
      seen.pings++;
      if (answers) watchdog.answer();
    },
    onHang: () => seen.hangs++,
  });
  return { seen, watchdog };
}

describe('Watchdog', () => {
  it('asks again and again while the process answers', () => {
    const { seen, watchdog } = watch(true);
    jest.advanceTimersByTime(10_000);
    expect(seen).toEqual({ pings: 50, hangs: 0 });
    watchdog.stop();
  });

  it('reports a process once that answers nothing, and asks it only once', () => {
    const { seen } = watch(false);
    jest.advanceTimersByTime(1000);
    expect(seen).toEqual({ pings: 1, hangs: 0 });
    jest.advanceTimersByTime(9000);
    expect(seen).toEqual({ pings: 1, hangs: 1 });
  });

  it('waits longer while a model is loaded', () => {
    const { seen, watchdog } = watch(false);
    watchdog.waitAtLeast(60_000);
    jest.advanceTimersByTime(60_000);
    expect(seen.hangs).toBe(0);
    watchdog.waitAtLeast(0);
    jest.advanceTimersByTime(1200);
    expect(seen.hangs).toBe(1);
  });

  it('reports nothing once it is stopped', () => {
    const { seen, watchdog } = watch(false);
    watchdog.stop();
    jest.advanceTimersByTime(10_000);
    expect(seen).toEqual({ pings: 0, hangs: 0 });
  });
});
