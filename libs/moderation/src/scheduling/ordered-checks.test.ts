import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { OrderedChecks } from './ordered-checks.js';

const turns = (count: number): Promise<void> =>
  count === 0 ? Promise.resolve() : Promise.resolve().then(() => turns(count - 1));

describe('OrderedChecks', () => {
  it('throws what the first check in order throws, whichever is the fastest', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ passes: fc.boolean(), takes: fc.nat(20), hears: fc.boolean() }), {
          minLength: 1,
          maxLength: 12,
        }),
        async (all) => {
          const checks = new OrderedChecks();
          const calledOff: number[] = [];
          const running = all.map(({ passes, takes, hears }, index) =>
            checks.run(async (signal) => {
              for (let turn = 0; turn < takes; turn += 1) {
                await turns(1);
                if (signal.aborted && hears) {
                  calledOff.push(index);
                  throw new Error('called off');
                }
              }
              if (!passes) throw new Error(String(index));
              return index;
            }),
          );
          const first = all.findIndex(({ passes }) => !passes);
          const result = await Promise.all(running).catch((error: unknown) => (error as Error).message);
          expect(result).toEqual(first < 0 ? all.map((_, index) => index) : String(first));
          await Promise.allSettled(running);
          expect(calledOff.every((index) => index > first && first >= 0)).toBe(true);
        },
      ),
      { seed: 20_261_130, numRuns: 300 },
    ));

  it('calls off what is begun behind a check that did not pass', async () => {
    const checks = new OrderedChecks();
    await expect(checks.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await checks.run(async ({ aborted }) => aborted)).toBe(true);
  });

  it('ends all of them with its signal, and waits for none', async () => {
    const caller = new AbortController();
    const checks = new OrderedChecks(caller.signal);
    void checks.run(() => new Promise(() => undefined));
    const second = checks.run(
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('left')))),
    );
    caller.abort();
    await expect(second).rejects.toThrow('left');
  });

  it('leaves room for others: few checks are under way at a time', async () => {
    const checks = new OrderedChecks();
    let most = 0;
    let running = 0;
    await Promise.all(
      Array.from({ length: 100 }, () =>
        checks.run(async () => {
          most = Math.max(most, (running += 1));
          await turns(3);
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(8);
  });

  it('waits for no place when it is ended', async () => {
    const caller = new AbortController();
    const checks = new OrderedChecks(caller.signal);
    for (let index = 0; index < 8; index += 1) void checks.run(() => new Promise(() => undefined));
    const waiting = Array.from({ length: 20 }, () => checks.run(async ({ aborted }) => aborted));
    caller.abort();
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => true));
  });

  it('takes work that grows with the number of checks', async () => {
    const checks = new OrderedChecks();
    const many = Array.from({ length: 20_000 }, (_, index) =>
      checks.run(async () => {
        await turns(2);
        throw new Error(String(index));
      }),
    );
    await expect(Promise.all(many)).rejects.toThrow(/^0$/);
  });
});
