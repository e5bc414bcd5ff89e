import { describe, expect, it } from '@jest/globals';
import { QueueFullError } from '../errors/index.js';
import { FairTurns } from './fair-task-queue.js';

const { signal } = new AbortController();
const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('FairTurns', () => {
  it('does one thing after another, whether they succeed or not, callers in turn', async () => {
    const turns = new FairTurns({ most: 4, mostOfOne: 4 });
    const done: string[] = [];
    const run = (caller: string, name: string) =>
      turns.run(
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
    { most: 1, mostOfOne: 5, other: 'b' },
    { most: 5, mostOfOne: 1, other: 'a' },
  ])('lets no more wait than may: $most in all, $mostOfOne of one', async ({ other, ...bounds }) => {
    const turns = new FairTurns(bounds);
    const begun = ['a', 'a'].map((caller) => turns.run(soon, { caller, signal }));
    const refused = await turns.run(soon, { caller: other, signal }).catch((error: unknown) => error);
    expect(QueueFullError.isInstance(refused)).toBe(true);
    await Promise.all(begun);
    expect(await turns.run(() => Promise.resolve('again'), { caller: other, signal })).toBe('again');
  });

  it('forgets what is called off before its turn', async () => {
    const turns = new FairTurns({ most: 1, mostOfOne: 1 });
    const leaving = new AbortController();
    const done: string[] = [];
    const first = turns.run(soon, { caller: 'a', signal });
    const left = turns
      .run(async () => void done.push('left'), { caller: 'a', signal: leaving.signal })
      .catch((error: unknown) => error);
    leaving.abort('left');
    const next = turns.run(async () => void done.push('next'), { caller: 'a', signal });
    expect(await left).toBe('left');
    await Promise.all([first, next]);
    expect(done).toEqual(['next']);
    expect(await turns.run(soon, { caller: 'a', signal: leaving.signal }).catch((error: unknown) => error)).toBe(
      'left',
    );
  });
});
