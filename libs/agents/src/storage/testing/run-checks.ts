import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type AgentStorage } from '../../contract/agent-storage.js';
import { type MultitaskStrategy } from '../../contract/run.js';
import { RunEventsFullError } from '../../errors/run-events-full-error.js';
import { owner, start, toRun, toThread } from './sample-records.js';
import { OpenStorages, type StorageSubject } from './storage-subjects.js';

const all = { limit: 1000, offset: 0 };
const lease = 100;

/** Checks how a kind of database keeps runs and gives them to processes. */
export function checkRuns(subject: StorageSubject): void {
  describe(`runs in ${subject.name}`, () => {
    let storages: OpenStorages;
    let now = start;
    const open = (limits = {}) => storages.open({ now: () => now, limits });
    const claim = async ({ runs }: AgentStorage, worker = 'w') => runs.claim(worker, new Date(now + lease));
    beforeEach(() => {
      storages = new OpenStorages(subject);
      now = start;
    });
    afterEach(() => storages.close());

    it('finds a run as it was saved, marks its thread as busy, and refuses a missing thread', async () => {
      const { threads, runs } = await open();
      await threads.create(toThread({ id: 't' }));
      const run = toRun('t', { metadata: { a: 1 } });
      expect(await runs.create(run)).toEqual({ outcome: 'created' });
      expect(await runs.find(owner, 't', run.id)).toEqual(run);
      expect(await runs.find('another', 't', run.id)).toBeUndefined();
      expect(await runs.find(owner, 'u', run.id)).toBeUndefined();
      expect((await threads.find(owner, 't'))?.status).toBe('busy');
      expect(await runs.create(toRun('none'))).toEqual({ outcome: 'missing' });
      expect(await runs.create(toRun('t', { owner: 'another' }))).toEqual({ outcome: 'missing' });
    });

    it('gives the oldest run that may begin, one per thread', async () => {
      const storage = await open();
      for (const id of ['t', 'u']) await storage.threads.create(toThread({ id }));
      await storage.runs.create(toRun('t', { id: 'later', startsAt: new Date(start + 10) }));
      for (const id of ['t1', 't2']) await storage.runs.create(toRun('t', { id }));
      await storage.runs.create(toRun('u', { id: 'u1' }));
      expect(await claim(storage)).toMatchObject({ id: 't1', status: 'running', attempts: 1 });
      expect((await claim(storage))?.id).toBe('u1');
      expect(await claim(storage)).toBeUndefined();
      expect(await storage.runs.finish('w', 't1', 'success', null)).toBe(true);
      now = start + 10;
      expect((await claim(storage))?.id).toBe('later');
      await storage.runs.finish('w', 'later', 'error', 'loop');
      expect(await storage.runs.find(owner, 't', 'later')).toMatchObject({ status: 'error', endReason: 'loop' });
      expect((await claim(storage))?.id).toBe('t2');
      const list = await storage.runs.list(owner, 't', {}, all);
      expect(list.map(({ id }) => id)).toEqual(['t2', 't1', 'later']);
      expect((await storage.runs.list(owner, 't', { status: 'running' }, all)).map(({ id }) => id)).toEqual(['t2']);
    });

    it('gives a run to another process when its lease is over, before newer runs of the thread', async () => {
      const storage = await open();
      await storage.threads.create(toThread({ id: 't' }));
      await storage.runs.create(toRun('t', { id: 'delayed', startsAt: new Date(start + 5) }));
      await storage.runs.create(toRun('t', { id: 'a' }));
      await claim(storage, 'first');
      now += lease - 1;
      expect(await storage.runs.renew('first', ['a', 'none'], new Date(now + lease))).toEqual(new Map([['a', null]]));
      now += lease - 1;
      expect(await claim(storage, 'second')).toBeUndefined();
      now += 1;
      expect(await claim(storage, 'second')).toMatchObject({ id: 'a', attempts: 2 });
      expect(await storage.runs.renew('first', ['a'], new Date(now + lease))).toEqual(new Map());
      expect(await storage.runs.finish('first', 'a', 'success', null)).toBe(false);
      expect(await storage.runs.finish('second', 'a', 'success', null)).toBe(true);
    });

    it('gives a run that was given back at once', async () => {
      const storage = await open();
      await storage.threads.create(toThread({ id: 't' }));
      await storage.runs.create(toRun('t', { id: 'a' }));
      await claim(storage, 'first');
      await storage.runs.release('other', ['a']);
      expect(await claim(storage, 'second')).toBeUndefined();
      await storage.runs.release('first', ['a']);
      expect((await claim(storage, 'second'))?.id).toBe('a');
    });

    it('gives up a run that ends its process each time', async () => {
      const storage = await open({ attemptsPerRun: 2 });
      for (const id of ['t', 'u']) await storage.threads.create(toThread({ id }));
      await storage.runs.create(toRun('t', { id: 'a' }));
      await storage.runs.create(toRun('u', { id: 'b', startsAt: new Date(start + 2 * lease) }));
      for (const attempts of [1, 2]) {
        expect(await claim(storage)).toMatchObject({ id: 'a', attempts });
        now += lease;
      }
      expect((await claim(storage))?.id).toBe('b');
      expect(await storage.runs.find(owner, 't', 'a')).toMatchObject({
        status: 'error',
        endReason: 'too_many_attempts',
      });
      expect(await storage.threads.find(owner, 't')).toMatchObject({ status: 'error' });
    });

    const strategies: readonly {
      readonly multitaskStrategy: MultitaskStrategy;
      readonly outcome: string;
      readonly running: object;
      readonly waiting: object | undefined;
    }[] = [
      {
        multitaskStrategy: 'reject',
        outcome: 'busy',
        running: { cancelRequested: null },
        waiting: { status: 'pending' },
      },
      {
        multitaskStrategy: 'enqueue',
        outcome: 'created',
        running: { cancelRequested: null },
        waiting: { status: 'pending' },
      },
      {
        multitaskStrategy: 'interrupt',
        outcome: 'created',
        running: { cancelRequested: 'interrupt', status: 'running' },
        waiting: { status: 'interrupted', endReason: 'cancelled' },
      },
      {
        multitaskStrategy: 'rollback',
        outcome: 'created',
        running: { cancelRequested: 'rollback', status: 'running' },
        waiting: undefined,
      },
    ];
    it.each(strategies)('applies the strategy $multitaskStrategy', async (expected) => {
      const storage = await open();
      await storage.threads.create(toThread({ id: 't' }));
      for (const id of ['running', 'waiting']) await storage.runs.create(toRun('t', { id }));
      await claim(storage);
      const { multitaskStrategy, outcome, running, waiting } = expected;
      expect(await storage.runs.create(toRun('t', { id: 'new', multitaskStrategy }))).toEqual({ outcome });
      expect(await storage.runs.find(owner, 't', 'running')).toMatchObject(running);
      const found = await storage.runs.find(owner, 't', 'waiting');
      if (waiting) expect(found).toMatchObject(waiting);
      else expect(found).toBeUndefined();
      expect(await claim(storage)).toBeUndefined();
    });

    it('admits only so many waiting runs of a thread and of an owner', async () => {
      const { threads, runs } = await open({ waitingRunsPerThread: 2, waitingRunsPerOwner: 3 });
      for (const id of ['t', 'u']) await threads.create(toThread({ id }));
      const create = async (threadId: string, multitaskStrategy: MultitaskStrategy = 'enqueue') =>
        (await runs.create(toRun(threadId, { multitaskStrategy }))).outcome;
      expect([await create('t'), await create('t'), await create('t')]).toEqual(['created', 'created', 'full']);
      expect([await create('u'), await create('u')]).toEqual(['created', 'full']);
      // It takes the places of those that it ends.
      expect(await create('t', 'interrupt')).toBe('created');
    });

    it('ends a waiting run at once, and asks one under way to end', async () => {
      const storage = await open();
      const { runs, threads } = storage;
      await threads.create(toThread({ id: 't', interrupts: { task: [{ id: 'i', value: 1 }] } }));
      for (const id of ['a', 'b', 'c']) await runs.create(toRun('t', { id }));
      await claim(storage);
      expect(await runs.delete(owner, 't', 'a')).toBe(false);
      expect(await runs.requestCancel(owner, 't', 'b', 'interrupt')).toMatchObject({ status: 'interrupted' });
      expect(await runs.requestCancel(owner, 't', 'c', 'rollback')).toMatchObject({ status: 'interrupted' });
      expect(await runs.find(owner, 't', 'c')).toBeUndefined();
      expect(await runs.requestCancel(owner, 't', 'a', 'rollback')).toMatchObject({ cancelRequested: 'rollback' });
      expect(await runs.requestCancel(owner, 't', 'a', 'interrupt')).toMatchObject({ cancelRequested: 'rollback' });
      expect(await runs.renew('w', ['a'], new Date(now + lease))).toEqual(new Map([['a', 'rollback']]));
      expect(await runs.requestCancel('another', 't', 'a', 'interrupt')).toBeUndefined();
      expect(await runs.requestCancel(owner, 't', 'none', 'interrupt')).toBeUndefined();
      await runs.finish('w', 'a', 'interrupted', 'cancelled');
      expect(await runs.requestCancel(owner, 't', 'a', 'interrupt')).toMatchObject({ status: 'interrupted' });
      expect(await runs.delete(owner, 't', 'a')).toBe(true);
      await runs.create(toRun('t', { id: 'd' }));
      await runs.requestCancel(owner, 't', 'd', 'interrupt');
      expect((await threads.find(owner, 't'))?.status).toBe('interrupted');
    });

    it('numbers events without gaps, also from several writers', async () => {
      const { threads, runs, runEvents, deleteExpired } = await open({ eventTimeToLive: 1000 });
      await threads.create(toThread({ id: 't' }));
      await runs.create(toRun('t', { id: 'r' }));
      const batches = Array.from({ length: 10 }, (_, batch) => [
        { event: 'values', data: { batch, text: 'a\u0000b' } },
        { event: 'updates|x', data: [batch] },
      ]);
      const last = await Promise.all(batches.map((batch) => runEvents.append('r', batch)));
      expect(last.toSorted((a, b) => a - b)).toEqual(batches.map((_, index) => 2 * (index + 1)));
      const events = await runEvents.readAfter('r', 0, 100);
      expect(events.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
      expect(new Set(events.map(({ data }) => JSON.stringify(data)))).toEqual(
        new Set(batches.flat().map(({ data }) => JSON.stringify(data))),
      );
      expect((await runEvents.readAfter('r', 18, 1)).map(({ id }) => id)).toEqual([19]);
      await runs.requestCancel(owner, 't', 'r', 'interrupt');
      await deleteExpired(new Date(start + 999));
      expect(await runEvents.readAfter('r', 19, 10)).toHaveLength(1);
      await deleteExpired(new Date(start + 1000));
      expect(await runEvents.readAfter('r', 0, 10)).toEqual([]);
    });

    it('refuses more events than a run may have', async () => {
      const { threads, runs, runEvents } = await open({ eventsPerRun: 2 });
      await threads.create(toThread({ id: 't' }));
      await runs.create(toRun('t', { id: 'r' }));
      const event = { event: 'values', data: {} };
      expect(await runEvents.append('r', [event, event])).toBe(2);
      await expect(runEvents.append('r', [event])).rejects.toThrow(RunEventsFullError);
      expect(await runEvents.readAfter('r', 0, 10)).toHaveLength(2);
    });

    it('tells news of events, of cancels and of the queue', async () => {
      const storage = await open();
      const heard: string[] = [];
      const stops = (['run-queue', 'run-events:r', 'run-cancel:r'] as const).map((topic) =>
        storage.listen(topic, () => heard.push(topic)),
      );
      await storage.threads.create(toThread({ id: 't' }));
      await storage.runs.create(toRun('t', { id: 'r' }));
      expect(heard.splice(0)).toEqual(['run-queue']);
      await claim(storage);
      await storage.runEvents.append('r', [{ event: 'values', data: 1 }]);
      expect(heard.splice(0)).toEqual(['run-events:r']);
      await storage.runs.requestCancel(owner, 't', 'r', 'interrupt');
      expect(heard.splice(0)).toEqual(['run-cancel:r']);
      await storage.runs.finish('w', 'r', 'interrupted', null);
      expect(heard.splice(0)).toEqual(['run-events:r', 'run-queue']);
      for (const stop of stops) stop();
      await storage.runs.create(toRun('t'));
      expect(heard).toEqual([]);
    });
  });
}
