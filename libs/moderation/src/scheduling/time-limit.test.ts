import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { TimeLimit } from './time-limit.js';

/** Keeps the event loop busy, as another request would. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** Resolves with the first of a result and the limit that has passed. */
function race(limit: TimeLimit, result: Promise<string>): Promise<string> {
  return Promise.race([result, limit.passed]).finally(() => limit.stop());
}

const never = new Promise<string>(() => undefined);

describe('TimeLimit', () => {
  it('passes for a run that waits too long', async () => {
    expect(await race(new TimeLimit({ workMs: 60_000, waitMs: 5 }), never)).toBe('waitMs');
  });

  it('passes for a run that works too long', async () => {
    const limit = new TimeLimit({ workMs: 5, waitMs: 60_000 });
    limit.startWork();
    expect(await race(limit, never)).toBe('workMs');
  });

  it('does not count time in which the event loop was blocked as work', async () => {
    const limit = new TimeLimit({ workMs: 100, waitMs: 60_000 });
    limit.startWork();
    const result = sleep(60).then(() => sleep(1, 'done'));
    block(300);
    expect(await race(limit, result)).toBe('done');
  });

  it('counts blocked time as waiting', async () => {
    const limit = new TimeLimit({ workMs: 60_000, waitMs: 100 });
    limit.startWork();
    block(300);
    expect(await race(limit, never)).toBe('waitMs');
  });

  it('lets a result win that has arrived while the event loop was blocked', async () => {
    const limit = new TimeLimit({ workMs: 1, waitMs: 1 });
    limit.startWork();
    const result = new Promise<string>((resolve) => setImmediate(() => resolve('done')));
    block(50);
    expect(await race(limit, result)).toBe('done');
  });

  it('counts the work that a function measures, and the rest as waiting', async () => {
    const idle = new TimeLimit({ workMs: 1, waitMs: 60 });
    idle.startWork();
    idle.measureWork(() => 0);
    expect(await race(idle, never)).toBe('waitMs');
    const busy = new TimeLimit({ workMs: 60, waitMs: 60_000 });
    busy.startWork();
    const startedAt = performance.now();
    busy.measureWork(() => performance.now() - startedAt);
    expect(await race(busy, never)).toBe('workMs');
  });
});
