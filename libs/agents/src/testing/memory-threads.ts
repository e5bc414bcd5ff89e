import { type MemorySaver } from '@langchain/langgraph';
import { type ThreadFilter, type ThreadRecord, type ThreadStorage } from '../contract/index.js';
import { contains, toPage } from './contains.js';

/** Keeps threads in memory. */
export class MemoryThreads implements ThreadStorage {
  readonly #threads = new Map<string, ThreadRecord>();
  readonly #saver: MemorySaver;
  readonly #deleteRuns: (threadId: string) => void;

  constructor(saver: MemorySaver, deleteRuns: (threadId: string) => void) {
    this.#saver = saver;
    this.#deleteRuns = deleteRuns;
  }

  create(record: ThreadRecord): Promise<boolean> {
    if (this.#threads.has(record.id)) return Promise.resolve(false);
    this.#threads.set(record.id, record);
    return Promise.resolve(true);
  }

  find(owner: string, id: string): Promise<ThreadRecord | undefined> {
    const record = this.#threads.get(id);
    return Promise.resolve(record?.owner === owner ? record : undefined);
  }

  async update(owner: string, id: string, change: Partial<ThreadRecord>): Promise<ThreadRecord | undefined> {
    const record = await this.find(owner, id);
    if (record === undefined) return undefined;
    const updated = { ...record, updatedAt: new Date(), ...change };
    this.#threads.set(id, updated);
    return updated;
  }

  search(...[filter, page, sorting]: Parameters<ThreadStorage['search']>): Promise<readonly ThreadRecord[]> {
    return Promise.resolve(toPage(this.#matching(filter), page, sorting));
  }

  count(filter: ThreadFilter): Promise<number> {
    return Promise.resolve(this.#matching(filter).length);
  }

  async delete(owner: string, id: string): Promise<boolean> {
    if ((await this.find(owner, id)) === undefined) return false;
    await this.#saver.deleteThread(id);
    this.#deleteRuns(id);
    return this.#threads.delete(id);
  }

  async copy(owner: string, id: string, newId: string): Promise<ThreadRecord | undefined> {
    const record = await this.find(owner, id);
    if (record === undefined) return undefined;
    const { storage, writes } = this.#saver;
    storage[newId] = structuredClone(storage[id] ?? {});
    for (const [key, value] of Object.entries(writes)) {
      const [threadId, ...rest] = JSON.parse(key) as string[];
      if (threadId === id) writes[JSON.stringify([newId, ...rest])] = structuredClone(value);
    }
    const now = new Date();
    const copy = { ...record, id: newId, createdAt: now, updatedAt: now };
    this.#threads.set(newId, copy);
    return copy;
  }

  async deleteExpired(now: Date): Promise<void> {
    for (const { id, owner, expiresAt } of [...this.#threads.values()]) {
      if (expiresAt !== null && expiresAt <= now) await this.delete(owner, id);
    }
  }

  #matching({ owner, ids, status, metadata, values }: ThreadFilter): readonly ThreadRecord[] {
    return [...this.#threads.values()].filter(
      (record) =>
        record.owner === owner &&
        (ids === undefined || ids.includes(record.id)) &&
        (status ?? record.status) === record.status &&
        contains(record.metadata, metadata ?? {}) &&
        contains(record.values ?? {}, values ?? {}),
    );
  }
}
