import { describe, expect, it } from '@jest/globals';
import { QueueFullError } from '../errors/index.js';
import { FairTaskQueue } from './fair-task-queue.js';

const { signal } = new AbortController();
const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('FairTaskQueue', () => {
  it('runs one task after another, whether they succeed or fail, callers in turn', async () => {
    const queue = new FairTaskQueue({ maxQueued: 4, maxQueuedPerCaller: 4 });
    const done: string[] = [];
    const run = (caller: string, name: string) =>
      queue.run(
        async () => {
          await soon();
          done.push(name);
          if (name === 'a1') throw new Error('failed');
        },
        { caller, signal },
      );
    const results = await Promise.allSettled([run('a', 'a1'), run('a', 'a2'), run('a', 'a3'), run('b', 'b1')]);
    expect(done).toEqual(['a1', 'a2', 'b1', 'a3']);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  });

  it.each([
    { maxQueued: 1, maxQueuedPerCaller: 5, other: 'b' },
    { maxQueued: 5, maxQueuedPerCaller: 1, other: 'a' },
  ])('refuses a task beyond $maxQueued in all, $maxQueuedPerCaller of one caller', async ({ other, ...limits }) => {
    const queue = new FairTaskQueue(limits);
    const begun = ['a', 'a'].map((caller) => queue.run(soon, { caller, signal }));
    const refused = await queue.run(soon, { caller: other, signal }).catch((error: unknown) => error);
    expect(QueueFullError.isInstance(refused)).toBe(true);
    await Promise.all(begun);
    expect(await queue.run(() => Promise.resolve('again'), { caller: other, signal })).toBe('again');
  });

  it('removes a task that is aborted while it waits', async () => {
    const queue = new FairTaskQueue({ maxQueued: 1, maxQueuedPerCaller: 1 });
    const leaving = new AbortController();
    const done: string[] = [];
    const first = queue.run(soon, { caller: 'a', signal });
    const left = queue
      .run(async () => void done.push('left'), { caller: 'a', signal: leaving.signal })
      .catch((error: unknown) => error);
    leaving.abort('left');
    const next = queue.run(async () => void done.push('next'), { caller: 'a', signal });
    expect(await left).toBe('left');
    await Promise.all([first, next]);
    expect(done).toEqual(['next']);
    expect(await queue.run(soon, { caller: 'a', signal: leaving.signal }).catch((error: unknown) => error)).toBe(
      'left',
    );
  });
});
