import { MemorySaver } from '@langchain/langgraph';
import {
  type AgentStorage,
  type ApprovalRecord,
  type ApprovalStorage,
  type StorageTopic,
  type ToolCallRecord,
  type ToolCallStorage,
} from '../contract/index.js';
import { MemoryAssistants } from './memory-assistants.js';
import { toPage } from './contains.js';
import { MemoryNews } from './memory-news.js';
import { MemoryRuns } from './memory-runs.js';
import { MemoryStoreItems } from './memory-store-items.js';
import { MemoryThreads } from './memory-threads.js';

/** Keeps all that agents store in memory. For tests: it is lost with the process. */
export class MemoryAgentStorage implements AgentStorage {
  readonly checkpointer = new MemorySaver();
  readonly assistants = new MemoryAssistants();
  readonly threads: MemoryThreads;
  readonly runs: MemoryRuns;
  readonly runEvents: MemoryRuns;
  readonly storeItems = new MemoryStoreItems();
  readonly toolCalls = new MemoryToolCalls();
  readonly approvals = new MemoryApprovals();
  readonly #news = new MemoryNews();

  constructor() {
    this.threads = new MemoryThreads(this.checkpointer, (threadId) => this.runs.deleteThread(threadId));
    const hasThread = async (owner: string, id: string): Promise<boolean> =>
      (await this.threads.find(owner, id)) !== undefined;
    this.runs = new MemoryRuns(this.#news, hasThread);
    this.runEvents = this.runs;
  }

  listen(topic: StorageTopic, listener: () => void): () => void {
    return this.#news.listen(topic, listener);
  }

  deleteExpired(now: Date): Promise<void> {
    return this.threads.deleteExpired(now);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

class MemoryToolCalls implements ToolCallStorage {
  readonly #calls = new Map<string, ToolCallRecord>();

  begin(call: Pick<ToolCallRecord, 'key' | 'threadId' | 'runId' | 'tool'>): Promise<ToolCallRecord | undefined> {
    const id = JSON.stringify([call.threadId, call.key]);
    const earlier = this.#calls.get(id);
    if (earlier === undefined) this.#calls.set(id, { ...call, status: 'started', result: null });
    return Promise.resolve(earlier);
  }

  finish(threadId: string, key: string, result: string): Promise<void> {
    const id = JSON.stringify([threadId, key]);
    const call = this.#calls.get(id);
    if (call !== undefined) this.#calls.set(id, { ...call, status: 'done', result });
    return Promise.resolve();
  }
}

class MemoryApprovals implements ApprovalStorage {
  readonly #approvals = new Map<string, ApprovalRecord>();

  create(record: ApprovalRecord): Promise<void> {
    if (!this.#approvals.has(record.id)) this.#approvals.set(record.id, record);
    return Promise.resolve();
  }

  find(owner: string, id: string): Promise<ApprovalRecord | undefined> {
    const record = this.#approvals.get(id);
    return Promise.resolve(record?.owner === owner ? record : undefined);
  }

  search(...[filter, page]: Parameters<ApprovalStorage['search']>): Promise<readonly ApprovalRecord[]> {
    const fields = ['owner', 'status', 'threadId', 'agent'] as const;
    const found = [...this.#approvals.values()].filter((record) =>
      fields.every((field) => (filter[field] ?? record[field]) === record[field]),
    );
    return Promise.resolve(toPage(found, page));
  }

  async settle(...[owner, id, status, decision]: Parameters<ApprovalStorage['settle']>): Promise<boolean> {
    const record = await this.find(owner, id);
    if (record?.status !== 'pending') return false;
    this.#approvals.set(id, { ...record, status, decision });
    return true;
  }

  listExpired(now: Date, limit: number): Promise<readonly ApprovalRecord[]> {
    const expired = [...this.#approvals.values()].filter(
      ({ status, expiresAt }) => status === 'pending' && expiresAt !== null && expiresAt <= now,
    );
    return Promise.resolve(expired.slice(0, limit));
  }
}
