import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { OrderedChecks } from './ordered-checks.js';

const microtasks = (count: number): Promise<void> =>
  count === 0 ? Promise.resolve() : Promise.resolve().then(() => microtasks(count - 1));

describe('OrderedChecks', () => {
  it('throws the error of the first failed check in order, whichever check is the fastest', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ passes: fc.boolean(), takes: fc.nat(20), heedsAbort: fc.boolean() }), {
          minLength: 1,
          maxLength: 12,
        }),
        async (all) => {
          const checks = new OrderedChecks();
          const aborted: number[] = [];
          const running = all.map(({ passes, takes, heedsAbort }, index) =>
            checks.run(async (signal) => {
              for (let step = 0; step < takes; step += 1) {
                await microtasks(1);
                if (signal.aborted && heedsAbort) {
                  aborted.push(index);
                  throw new Error('aborted');
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
          expect(aborted.every((index) => index > first && first >= 0)).toBe(true);
        },
      ),
      { seed: 20_261_130, numRuns: 300 },
    ));

  it('aborts a check that is started behind a failed one', async () => {
    const checks = new OrderedChecks();
    await expect(checks.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await checks.run(async ({ aborted }) => aborted)).toBe(true);
  });

  it('aborts all checks with its own signal, and waits for none', async () => {
    const caller = new AbortController();
    const checks = new OrderedChecks(caller.signal);
    void checks.run(() => new Promise(() => undefined));
    const second = checks.run(
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('left')))),
    );
    caller.abort();
    await expect(second).rejects.toThrow('left');
  });

  it('runs at most eight checks at once', async () => {
    const checks = new OrderedChecks();
    let most = 0;
    let running = 0;
    await Promise.all(
      Array.from({ length: 100 }, () =>
        checks.run(async () => {
          most = Math.max(most, (running += 1));
          await microtasks(3);
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(8);
  });

  it('does not keep an aborted check waiting for room', async () => {
    const caller = new AbortController();
    const checks = new OrderedChecks(caller.signal);
    for (let index = 0; index < 8; index += 1) void checks.run(() => new Promise(() => undefined));
    const waiting = Array.from({ length: 20 }, () => checks.run(async ({ aborted }) => aborted));
    caller.abort();
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => true));
  });

  it('handles twenty thousand checks that all fail', async () => {
    const checks = new OrderedChecks();
    const many = Array.from({ length: 20_000 }, (_, index) =>
      checks.run(async () => {
        await microtasks(2);
        throw new Error(String(index));
      }),
    );
    await expect(Promise.all(many)).rejects.toThrow(/^0$/);
  });

  describe('nest', () => {
    interface Tree {
      readonly fails?: boolean;
      readonly takes?: number;
      readonly parts?: readonly Tree[];
    }
    const trees = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.record({ fails: fc.boolean(), takes: fc.nat(10) }),
        fc.record({ parts: fc.array(tie('tree'), { maxLength: 4 }) }),
      ),
    })).tree;

    let running = 0;
    let maximum = 0;
    let leaves = 0;
    function start(checks: OrderedChecks, { fails = false, takes = 0, parts }: Tree): Promise<unknown> {
      if (parts !== undefined) return checks.nest((nested) => Promise.all(parts.map((part) => start(nested, part))));
      const leaf = leaves;
      leaves += 1;
      return checks.run(async (signal) => {
        // An aborted check starts at once, and is to do nothing.
        signal.throwIfAborted();
        running += 1;
        maximum = Math.max(maximum, running);
        await microtasks(takes);
        running -= 1;
        if (fails) throw new Error(String(leaf));
      });
    }
    const failing = ({ fails = false, parts }: Tree): readonly boolean[] => parts?.flatMap(failing) ?? [fails];
    const reset = (): void => {
      running = maximum = leaves = 0;
    };

    it('lets the first failed check in order decide across all levels, and runs at most eight at once', () =>
      fc.assert(
        fc.asyncProperty(fc.array(trees, { maxLength: 6 }), async (parts) => {
          reset();
          const result = await start(new OrderedChecks(), { parts }).catch((error: unknown) => error);
          const first = failing({ parts }).indexOf(true);
          if (first < 0) expect(result).not.toBeInstanceOf(Error);
          else expect(result).toEqual(new Error(String(first)));
          expect(maximum).toBeLessThanOrEqual(8);
        }),
        { seed: 20_261_201, numRuns: 300 },
      ));

    it('shares one limit of eight among groups at every depth, and does not deadlock', async () => {
      reset();
      const level = (depth: number): Tree =>
        depth === 0
          ? { takes: 3 }
          : { parts: [...Array.from({ length: 9 }, () => ({ takes: 3 })), level(depth - 1), level(0)] };
      await start(new OrderedChecks(), { parts: Array.from({ length: 10 }, () => level(20)) });
      expect(maximum).toBe(8);
      expect(running).toBe(0);
    });
  });
});
