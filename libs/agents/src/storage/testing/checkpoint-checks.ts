import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BaseCheckpointSaver, emptyCheckpoint, uuid6 } from '@langchain/langgraph-checkpoint';
import { Annotation, Command, END, interrupt, START, StateGraph } from '@langchain/langgraph';
import { type AgentStorage } from '../../contract/agent-storage.js';
import { StorageKeyError } from '../../errors/storage-key-error.js';
import { StoredThreadMissingError } from '../../errors/stored-thread-missing-error.js';
import { owner, toThread } from './sample-records.js';
import { OpenStorages, type StorageSubject } from './storage-subjects.js';

const state = Annotation.Root({
  words: Annotation<string[]>({ reducer: (before, after) => before.concat(after), default: () => [] }),
  bytes: Annotation<Uint8Array>(),
});

function toGraph(checkpointer: BaseCheckpointSaver) {
  return new StateGraph(state)
    .addNode('first', () => ({ words: ['first'], bytes: new Uint8Array([0, 255, 128]) }))
    .addNode('ask', () => ({ words: [interrupt('which word?') as string] }))
    .addEdge(START, 'first')
    .addEdge('first', 'ask')
    .addEdge('ask', END)
    .compile({ checkpointer });
}

const keys = [
  { title: 'plain', encryptionKey: undefined },
  { title: 'encrypted', encryptionKey: randomBytes(32).toString('base64') },
];

/** Checks how a kind of database keeps the steps of graphs. */
export function checkCheckpoints(subject: StorageSubject): void {
  describe(`checkpoints in ${subject.name}`, () => {
    let storages: OpenStorages;
    beforeEach(() => {
      storages = new OpenStorages(subject);
    });
    afterEach(() => storages.close());

    const run = async (storage: AgentStorage, thread: string) => {
      await storage.threads.create(toThread({ id: thread }));
      const config = { configurable: { thread_id: thread }, metadata: { run_id: 'one', note: 'a\u0000b' } };
      await toGraph(storage.checkpointer).invoke({ words: ['zero'] }, config);
    };
    const list = async (checkpointer: BaseCheckpointSaver, thread: string, options = {}) => {
      const tuples = [];
      for await (const tuple of checkpointer.list({ configurable: { thread_id: thread } }, options)) tuples.push(tuple);
      return tuples;
    };

    it.each(keys)('resumes a $title graph after its process has ended', async ({ encryptionKey }) => {
      const storage = await storages.open({ encryptionKey });
      await run(storage, 't');
      const next = subject.isShared ? await storages.open({ encryptionKey }) : storage;
      const config = { configurable: { thread_id: 't' } };
      const graph = toGraph(next.checkpointer);
      expect((await graph.getState(config)).tasks[0]?.interrupts[0]?.value).toBe('which word?');
      const result = await graph.invoke(new Command({ resume: 'last' }), config);
      expect(result.words).toEqual(['zero', 'first', 'last']);
      expect([...result.bytes]).toEqual([0, 255, 128]);
      const history = await list(next.checkpointer, 't');
      expect(history.map(({ metadata }) => metadata?.step)).toEqual([2, 1, 0, -1]);
    });

    it.each(keys)('finds $title checkpoints by their metadata, page by page', async ({ encryptionKey }) => {
      const { checkpointer, threads } = await storages.open({ encryptionKey });
      await threads.create(toThread({ id: 't' }));
      const ids: string[] = [];
      for (let step = 0; step < 120; step += 1) {
        const checkpoint = { ...emptyCheckpoint(), id: uuid6(step) };
        ids.unshift(checkpoint.id);
        const metadata = { source: 'loop' as const, step, parents: {}, odd: step % 2 };
        await checkpointer.put({ configurable: { thread_id: 't', checkpoint_ns: '' } }, checkpoint, metadata, {});
      }
      const found = async (options: object) =>
        (await list(checkpointer, 't', options)).map(({ checkpoint }) => checkpoint.id);
      expect(await found({})).toEqual(ids);
      expect(await found({ limit: 3 })).toEqual(ids.slice(0, 3));
      expect(await found({ filter: { odd: 1 }, limit: 55 })).toEqual(
        ids.filter((_, index) => index % 2 === 0).slice(0, 55),
      );
      expect(await found({ filter: { "odd' --": 1 } })).toEqual([]);
      const before = { configurable: { thread_id: 't', checkpoint_id: ids[100] } };
      expect(await found({ before, limit: 5 })).toEqual(ids.slice(101, 106));
    });

    it.each(keys)('copies a thread with its $title steps, which then go their own way', async ({ encryptionKey }) => {
      const storage = await storages.open({ encryptionKey });
      await run(storage, 't');
      await storage.threads.update(owner, 't', { status: 'busy', values: { a: 1 } });
      expect(await storage.threads.copy(owner, 't', 'u')).toMatchObject({ id: 'u', status: 'idle', values: { a: 1 } });
      expect(await storage.threads.copy('another', 't', 'v')).toBeUndefined();
      const graph = toGraph(storage.checkpointer);
      const result = await graph.invoke(new Command({ resume: 'copy' }), { configurable: { thread_id: 'u' } });
      expect(result.words).toEqual(['zero', 'first', 'copy']);
      expect((await graph.getState({ configurable: { thread_id: 't' } })).values.words).toEqual(['zero', 'first']);
    });

    it('deletes steps with their thread, and lets no run write them again', async () => {
      const storage = await storages.open();
      await run(storage, 't');
      await storage.threads.delete(owner, 't');
      expect(await list(storage.checkpointer, 't')).toEqual([]);
      const late = toGraph(storage.checkpointer).invoke({ words: [] }, { configurable: { thread_id: 't' } });
      await expect(late).rejects.toThrow(StoredThreadMissingError);
      await storage.threads.create(toThread({ id: 't' }));
      expect(await list(storage.checkpointer, 't')).toEqual([]);
    });

    it('deletes single steps, so that a run can be undone', async () => {
      const storage = await storages.open();
      await run(storage, 't');
      const [last, ...earlier] = await list(storage.checkpointer, 't');
      const ids = [last?.checkpoint.id ?? ''];
      expect(await storage.threads.deleteCheckpoints('another', 't', ids)).toBe(false);
      expect(await storage.threads.deleteCheckpoints(owner, 't', ids)).toBe(true);
      expect((await list(storage.checkpointer, 't')).map(({ checkpoint }) => checkpoint)).toEqual(
        earlier.map(({ checkpoint }) => checkpoint),
      );
    });

    it('counts the bytes of steps for their owner', async () => {
      const storage = await storages.open({ limits: { bytesPerOwner: 100_000 } });
      await storage.threads.create(toThread({ id: 't' }));
      const graph = toGraph(storage.checkpointer);
      await graph.invoke({ words: ['x'.repeat(100_000)] }, { configurable: { thread_id: 't' } });
      await expect(storage.threads.create(toThread())).rejects.toThrow('more than 100000 bytes');
      await storage.threads.delete(owner, 't');
      expect(await storage.threads.create(toThread())).toBe(true);
    });

    it('refuses a wrong or missing key at once, and reads what an earlier key has encrypted', async () => {
      if (!subject.isShared) return;
      const [first, second] = [randomBytes(32).toString('hex'), randomBytes(32).toString('base64')];
      const storage = await storages.open({ encryptionKey: first });
      await storage.threads.create(toThread({ id: 't', metadata: { a: 1 } }));
      await expect(storages.open({ encryptionKey: second })).rejects.toThrow(StorageKeyError);
      await expect(storages.open()).rejects.toThrow(StorageKeyError);
      const both = await storages.open({ encryptionKey: [second, first] });
      expect((await both.threads.find(owner, 't'))?.metadata).toEqual({ a: 1 });
    });
  });
}
