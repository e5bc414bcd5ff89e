import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type JsonObject } from '../../contract/json.js';
import { type ThreadFilter } from '../../contract/thread.js';
import { StorageFullError } from '../../errors/storage-full-error.js';
import { StoredThreadMissingError } from '../../errors/stored-thread-missing-error.js';
import { owner, start, toApproval, toAssistant, toRun, toThread } from './sample-records.js';
import { OpenStorages, type StorageSubject } from './storage-subjects.js';

const all = { limit: 1000, offset: 0 };

/** Checks how a kind of database keeps records. */
export function checkRecords(subject: StorageSubject): void {
  describe(`records in ${subject.name}`, () => {
    let storages: OpenStorages;
    let now = start;
    const open = () => storages.open({ now: () => now });
    beforeEach(() => {
      storages = new OpenStorages(subject);
      now = start;
    });
    afterEach(() => storages.close());

    it('finds a thread as it was saved, and only for its owner', async () => {
      const { threads } = await open();
      const thread = toThread({
        metadata: { topic: 'a\u0000b', list: [1, { deep: true }] },
        values: { messages: ['hello'] },
        interrupts: { task: [{ id: 'i', value: 'why?' }] },
        error: 'failed',
        expiresAt: new Date(start + 5),
      });
      expect(await threads.create(thread)).toBe(true);
      expect(await threads.find(owner, thread.id)).toEqual(thread);
      expect(await threads.find('another', thread.id)).toBeUndefined();
      expect(await threads.create(toThread({ id: thread.id, owner: 'another' }))).toBe(false);
      expect(await threads.delete('another', thread.id)).toBe(false);
    });

    it('changes only the given fields of a thread', async () => {
      const { threads } = await open();
      const thread = toThread({ metadata: { kept: 1 } });
      await threads.create(thread);
      now += 7;
      const changed = { ...thread, status: 'error', values: { a: 1 }, updatedAt: new Date(now) };
      expect(await threads.update(owner, thread.id, { status: 'error', values: { a: 1 }, error: undefined })).toEqual(
        changed,
      );
      expect(await threads.find(owner, thread.id)).toEqual(changed);
      expect(await threads.update('another', thread.id, { status: 'idle' })).toBeUndefined();
    });

    const filters: readonly {
      readonly title: string;
      readonly filter: Omit<ThreadFilter, 'owner'>;
      readonly found: readonly string[];
    }[] = [
      { title: 'all fields', filter: {}, found: ['a', 'b', 'c'] },
      { title: 'a field of metadata', filter: { metadata: { kind: 'x' } }, found: ['a', 'b'] },
      { title: 'a nested field', filter: { metadata: { deep: { n: 1 } } }, found: ['b'] },
      { title: 'an entry of a list', filter: { metadata: { tags: ['t2'] } }, found: ['c'] },
      { title: 'a field of values', filter: { values: { done: true } }, found: ['a'] },
      { title: 'a status', filter: { status: 'busy' }, found: ['c'] },
      { title: 'ids', filter: { ids: ['b', 'none'] }, found: ['b'] },
      { title: 'no ids', filter: { ids: [] }, found: [] },
      { title: 'a key that is SQL', filter: { metadata: { "kind' OR 1=1 --": 'x' } }, found: [] },
      {
        title: 'a key of every object',
        filter: { metadata: JSON.parse('{"constructor":"x"}') as JsonObject },
        found: [],
      },
    ];
    it.each(filters)('finds threads by $title', async ({ filter, found }) => {
      const { threads } = await open();
      await threads.create(toThread({ id: 'a', metadata: { kind: 'x' }, values: { done: true } }));
      await threads.create(toThread({ id: 'b', metadata: { kind: 'x', deep: { n: 1, m: 2 } } }));
      await threads.create(toThread({ id: 'c', metadata: { tags: ['t1', 't2'] }, status: 'busy' }));
      await threads.create(toThread({ id: 'd', owner: 'another', metadata: { kind: 'x' } }));
      const result = await threads.search({ owner, ...filter }, all, { by: 'id', order: 'asc' });
      expect(result.map(({ id }) => id)).toEqual(found);
      expect(await threads.count({ owner, ...filter })).toBe(found.length);
    });

    it('lists threads page by page in each order, with and without a filter', async () => {
      const { threads } = await open();
      const ids = Array.from({ length: 250 }, (_, index) => `t${`${index}`.padStart(3, '0')}`);
      for (const [index, id] of ids.entries()) {
        await threads.create(
          toThread({ id, metadata: { odd: index % 2 }, createdAt: new Date(start - Math.floor(index / 10)) }),
        );
      }
      const read = async (filter: object, page: { limit: number; offset: number }, order: 'asc' | 'desc') =>
        (await threads.search({ owner, ...filter }, page, { by: 'createdAt', order })).map(({ id }) => id);
      const newest = await read({}, all, 'desc');
      expect([...newest].sort()).toEqual(ids);
      expect(newest.slice(0, 10)).toEqual(ids.slice(0, 10).reverse());
      expect(await read({}, all, 'asc')).toEqual([...newest].reverse());
      const odd = newest.filter((id) => Number(id.slice(1)) % 2 === 1);
      expect(await read({ metadata: { odd: 1 } }, { limit: 30, offset: 90 }, 'desc')).toEqual(odd.slice(90, 120));
    });

    it('deletes a thread with all that belongs to it', async () => {
      const { threads, runs, runEvents, toolCalls, approvals } = await open();
      const thread = toThread();
      const run = toRun(thread.id);
      await threads.create(thread);
      await runs.create(run);
      await runEvents.append(run.id, [{ event: 'values', data: {} }]);
      await toolCalls.begin({ key: 'k', threadId: thread.id, runId: run.id, tool: 'send' });
      await approvals.create(toApproval(thread.id, run.id, { id: 'i' }));
      expect(await threads.delete(owner, thread.id)).toBe(true);
      expect(await threads.find(owner, thread.id)).toBeUndefined();
      expect(await runs.find(owner, thread.id, run.id)).toBeUndefined();
      expect(await runEvents.readAfter(run.id, 0, 10)).toEqual([]);
      expect(await approvals.find(owner, 'i')).toBeUndefined();
      await expect(runEvents.append(run.id, [{ event: 'values', data: {} }])).rejects.toThrow(StoredThreadMissingError);
      await expect(toolCalls.begin({ key: 'k', threadId: thread.id, runId: run.id, tool: 'send' })).rejects.toThrow(
        StoredThreadMissingError,
      );
      await expect(toolCalls.finish(thread.id, 'k', 'late')).rejects.toThrow(StoredThreadMissingError);
      await expect(approvals.create(toApproval(thread.id, run.id))).rejects.toThrow(StoredThreadMissingError);
    });

    it('deletes threads when their time is over, but not under a run', async () => {
      const { threads, runs, deleteExpired } = await open();
      const expiresAt = new Date(start + 10);
      for (const id of ['over', 'running']) await threads.create(toThread({ id, expiresAt }));
      await threads.create(toThread({ id: 'kept' }));
      await runs.create(toRun('running'));
      await runs.claim('w', new Date(start + 50));
      const list = async () => (await threads.search({ owner }, all, { by: 'id', order: 'asc' })).map(({ id }) => id);
      await deleteExpired(new Date(start + 9));
      expect(await list()).toEqual(['kept', 'over', 'running']);
      await deleteExpired(expiresAt);
      expect(await list()).toEqual(['kept', 'running']);
      await deleteExpired(new Date(start + 50));
      expect(await list()).toEqual(['kept']);
    });

    it('keeps each version of an assistant', async () => {
      const { assistants } = await open();
      const first = toAssistant({ id: 'a', config: { n: 1 } });
      expect(await assistants.create(first)).toBe(true);
      expect(await assistants.create(first)).toBe(false);
      now += 1;
      const second = await assistants.update(owner, 'a', { name: 'New', config: { n: 2 } });
      expect(second).toEqual({ ...first, name: 'New', config: { n: 2 }, version: 2, updatedAt: new Date(now) });
      expect((await assistants.setLatest(owner, 'a', 1))?.name).toBe('Support');
      expect((await assistants.update(owner, 'a', { name: 'Third' }))?.version).toBe(3);
      const versions = await assistants.listVersions(owner, 'a', all);
      expect(versions.map(({ version, name }) => [version, name])).toEqual([
        [3, 'Third'],
        [2, 'New'],
        [1, 'Support'],
      ]);
      expect(await assistants.setLatest(owner, 'a', 9)).toBeUndefined();
      expect(await assistants.delete('another', 'a')).toBe(false);
      expect(await assistants.delete(owner, 'a')).toBe(true);
      expect(await assistants.listVersions(owner, 'a', all)).toEqual([]);
    });

    it("lists the owner's assistants and those of everyone, and lets nobody change the latter", async () => {
      const { assistants } = await open();
      await assistants.create(toAssistant({ id: 'common', owner: null, name: 'common' }));
      await assistants.create(toAssistant({ id: 'mine', name: 'Mine', metadata: { a: 1 } }));
      await assistants.create(toAssistant({ id: 'other', owner: 'another', graphId: 'x' }));
      const list = async (filter: object) =>
        (await assistants.search({ owner, ...filter }, all, { by: 'name', order: 'asc' })).map(({ id }) => id);
      expect(await list({})).toEqual(['mine', 'common']);
      expect(await list({ name: 'MI' })).toEqual(['mine']);
      expect(await list({ metadata: { a: 1 } })).toEqual(['mine']);
      expect(await list({ graphId: 'x' })).toEqual([]);
      expect(await assistants.count({ owner })).toBe(2);
      expect(await assistants.update(owner, 'common', { name: 'hacked' })).toBeUndefined();
      expect(await assistants.delete(owner, 'common')).toBe(false);
    });

    it('writes a call down once, and keeps its result', async () => {
      const { threads, toolCalls, runs } = await open();
      await threads.create(toThread({ id: 't' }));
      const run = toRun('t');
      await runs.create(run);
      const call = { key: 'k', threadId: 't', runId: run.id, tool: 'send' };
      expect(await toolCalls.begin(call)).toBeUndefined();
      expect(await toolCalls.begin({ ...call, runId: 'later' })).toEqual({ ...call, status: 'started', result: null });
      await toolCalls.finish('t', 'k', '{"sent":true}');
      expect(await toolCalls.begin(call)).toEqual({ ...call, status: 'done', result: '{"sent":true}' });
    });

    it('settles an approval once, and finds those whose time is over', async () => {
      const { threads, approvals } = await open();
      await threads.create(toThread({ id: 't' }));
      const waiting = toApproval('t', 'r', { id: 'a', expiresAt: new Date(start + 5) });
      await approvals.create(waiting);
      await approvals.create(toApproval('t', 'r', { id: 'b', agent: 'other', createdAt: new Date(start + 1) }));
      expect(await approvals.listExpired(new Date(start + 4), 10)).toEqual([]);
      expect(await approvals.listExpired(new Date(start + 5), 10)).toEqual([waiting]);
      expect(await approvals.settle('another', 'a', 'decided', {})).toBe(false);
      expect(await approvals.settle(owner, 'a', 'decided', { by: 'me' })).toBe(true);
      expect(await approvals.settle(owner, 'a', 'expired', {})).toBe(false);
      // LangGraph runs the step again when it resumes.
      await approvals.create(waiting);
      expect(await approvals.find(owner, 'a')).toEqual({ ...waiting, status: 'decided', decision: { by: 'me' } });
      const list = async (filter: object) => (await approvals.search({ owner, ...filter }, all)).map(({ id }) => id);
      expect(await list({})).toEqual(['a', 'b']);
      expect(await list({ status: 'pending' })).toEqual(['b']);
      expect(await list({ agent: 'support', threadId: 't' })).toEqual(['a']);
      expect(await list({ threadId: 'none' })).toEqual([]);
    });

    it('refuses what an owner may not store any more, and no other owner notices', async () => {
      const { threads, storeItems, assistants } = await storages.open({ limits: { bytesPerOwner: 20_000 } });
      const large = { text: 'x'.repeat(10_000) };
      await threads.create(toThread({ id: 'a', values: large }));
      await expect(threads.create(toThread({ values: large }))).rejects.toThrow(StorageFullError);
      await expect(storeItems.put({ owner, namespace: ['n'], key: 'k', value: large })).rejects.toThrow(
        StorageFullError,
      );
      await expect(assistants.create(toAssistant({ config: large }))).rejects.toThrow(StorageFullError);
      await expect(threads.copy(owner, 'a', 'b')).rejects.toThrow(StorageFullError);
      expect(await threads.create(toThread({ owner: 'another', values: large }))).toBe(true);
      await threads.delete(owner, 'a');
      expect(await threads.create(toThread({ values: large }))).toBe(true);
    });
  });
}
