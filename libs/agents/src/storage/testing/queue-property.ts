import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AgentStorage } from '../../contract/agent-storage.js';
import { owner, start, toRun, toThread } from './sample-records.js';
import { OpenStorages, type StorageSubject } from './storage-subjects.js';

const workers = ['a', 'b', 'c'];
const threads = ['t', 'u'];
const lease = 10;

const step = fc.oneof(
  fc.record({ act: fc.constant('create' as const), thread: fc.constantFrom(...threads), strategy: fc.nat(2) }),
  fc.record({
    act: fc.constantFrom('claim', 'claim', 'renew', 'finish', 'release'),
    worker: fc.constantFrom(...workers),
  }),
  fc.record({ act: fc.constant('cancel' as const), index: fc.nat(20), isRollback: fc.boolean() }),
  fc.record({ act: fc.constant('wait' as const), time: fc.nat(lease) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Remembers which worker may run what, by the answers that it got. */
class Model {
  readonly #storages: readonly AgentStorage[];
  readonly #held = new Map<string, { readonly worker: string; readonly thread: string; until: number }>();
  readonly #created: { readonly id: string; readonly thread: string }[] = [];

  readonly #clock: { time: number };

  constructor(storages: readonly AgentStorage[], clock: { time: number }) {
    this.#storages = storages;
    this.#clock = clock;
  }

  async take(step: Step, index: number): Promise<void> {
    const { runs } = this.#storages[index % this.#storages.length] as AgentStorage;
    switch (step.act) {
      case 'create': {
        const run = toRun(step.thread, {
          startsAt: new Date(this.#clock.time),
          multitaskStrategy: (['enqueue', 'interrupt', 'rollback'] as const)[step.strategy] ?? 'enqueue',
        });
        this.#created.push({ id: run.id, thread: run.threadId });
        await runs.create(run);
        return;
      }
      case 'cancel': {
        const run = this.#created[step.index % Math.max(1, this.#created.length)];
        if (run) await runs.requestCancel(owner, run.thread, run.id, step.isRollback ? 'rollback' : 'interrupt');
        return;
      }
      case 'wait':
        this.#clock.time += step.time;
        return;
      default:
        await this.#work(runs, step.act, step.worker);
    }
  }

  async #work(runs: AgentStorage['runs'], act: string, worker: string): Promise<void> {
    const own = [...this.#held].filter(([, holder]) => holder.worker === worker).map(([id]) => id);
    const until = this.#clock.time + lease;
    if (act === 'claim') {
      const run = await runs.claim(worker, new Date(until));
      if (!run) return;
      expect(this.#created).toContainEqual({ id: run.id, thread: run.threadId });
      const earlier = this.#held.get(run.id);
      // No other worker may run it, or another run of its thread.
      if (earlier) expect(earlier.until).toBeLessThanOrEqual(this.#clock.time);
      for (const [id, { thread }] of this.#held) if (id !== run.id) expect(thread).not.toBe(run.threadId);
      this.#held.set(run.id, { worker, thread: run.threadId, until });
    } else if (act === 'renew') {
      const renewed = await runs.renew(worker, own, new Date(until));
      expect([...renewed.keys()].sort()).toEqual([...own].sort());
      for (const id of own) Object.assign(this.#held.get(id) ?? {}, { until });
    } else if (act === 'release') {
      await runs.release(worker, own.slice(0, 1));
      for (const id of own.slice(0, 1)) Object.assign(this.#held.get(id) ?? {}, { until: 0 });
    } else {
      for (const id of own.slice(0, 1)) {
        const isReleased = this.#held.get(id)?.until === 0;
        expect(await runs.finish(worker, id, 'success', null)).toBe(!isReleased);
        if (!isReleased) this.#held.delete(id);
      }
    }
  }
}

/** Checks that random work of several processes never gives a run, or a thread, to two of them. */
export function checkQueueProperty(subject: StorageSubject): void {
  describe(`the queue in ${subject.name}`, () => {
    it('never gives a run to two workers, nor two runs of a thread', async () => {
      const runCount = Number(process.env['PROPERTY_RUNS'] ?? 20);
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
          const places = new OpenStorages(subject);
          const clock = { time: start };
          const options = { now: () => clock.time, limits: { attemptsPerRun: 1000 } };
          const opened = [await places.open(options)];
          if (subject.isShared) opened.push(await places.open(options));
          const model = new Model(opened, clock);
          for (const id of threads) await opened[0]?.threads.create(toThread({ id }));
          for (const [index, next] of steps.entries()) await model.take(next, index);
          await places.close();
        }),
        { numRuns: runCount, seed: 7 },
      );
    });

    it('gives each run once to workers that ask at the same time', async () => {
      const places = new OpenStorages(subject);
      const storages = [await places.open(), ...(subject.isShared ? [await places.open()] : [])];
      for (let thread = 0; thread < 5; thread += 1) {
        await storages[0]?.threads.create(toThread({ id: `${thread}` }));
        for (let run = 0; run < 4; run += 1) await storages[0]?.runs.create(toRun(`${thread}`));
      }
      const taken: string[] = [];
      const busy = new Set<string>();
      const work = async (worker: string, index: number): Promise<void> => {
        const { runs } = storages[index % storages.length] as AgentStorage;
        for (let misses = 0; misses < 20;) {
          const run = await runs.claim(worker, new Date(Date.now() + 60_000));
          if (!run) {
            misses += 1;
            await new Promise((resolve) => setTimeout(resolve, 2));
            continue;
          }
          expect(busy.has(run.threadId)).toBe(false);
          busy.add(run.threadId);
          taken.push(run.id);
          await new Promise((resolve) => setTimeout(resolve, 1));
          busy.delete(run.threadId);
          expect(await runs.finish(worker, run.id, 'success', null)).toBe(true);
        }
      };
      await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(work));
      expect(taken).toHaveLength(20);
      expect(new Set(taken).size).toBe(20);
      await places.close();
    });
  });
}
