import {
  type ApprovalRecord,
  type ApprovalStorage,
  type RunContext,
  runContextKey,
  type RunLimits,
  type ToolCallRecord,
  type ToolCallStorage,
} from '../contract/index.js';

/** Keeps calls in memory. */
export class MemoryToolCalls implements ToolCallStorage {
  readonly records = new Map<string, ToolCallRecord>();

  begin(call: Pick<ToolCallRecord, 'key' | 'threadId' | 'runId' | 'tool'>): Promise<ToolCallRecord | undefined> {
    const name = `${call.threadId}/${call.key}`;
    const earlier = this.records.get(name);
    if (earlier === undefined) this.records.set(name, { ...call, status: 'started', result: null });
    return Promise.resolve(earlier);
  }

  finish(threadId: string, key: string, result: string): Promise<void> {
    const record = this.records.get(`${threadId}/${key}`);
    if (record !== undefined) this.records.set(`${threadId}/${key}`, { ...record, status: 'done', result });
    return Promise.resolve();
  }
}

/** Keeps approvals in memory. */
export class MemoryApprovals implements ApprovalStorage {
  readonly records = new Map<string, ApprovalRecord>();

  create(record: ApprovalRecord): Promise<void> {
    if (!this.records.has(record.id)) this.records.set(record.id, record);
    return Promise.resolve();
  }

  find(owner: string, id: string): Promise<ApprovalRecord | undefined> {
    const record = this.records.get(id);
    return Promise.resolve(record?.owner === owner ? record : undefined);
  }

  search(filter: Parameters<ApprovalStorage['search']>[0]): Promise<readonly ApprovalRecord[]> {
    const { owner, status, threadId } = filter;
    return Promise.resolve(
      [...this.records.values()].filter(
        (record) =>
          record.owner === owner &&
          (status === undefined || record.status === status) &&
          (threadId === undefined || record.threadId === threadId),
      ),
    );
  }

  async settle(
    owner: string,
    id: string,
    status: 'decided' | 'expired',
    decision: NonNullable<ApprovalRecord['decision']>,
  ): Promise<boolean> {
    const record = await this.find(owner, id);
    if (record?.status !== 'pending') return false;
    this.records.set(id, { ...record, status, decision });
    return true;
  }

  listExpired(now: Date): Promise<readonly ApprovalRecord[]> {
    return Promise.resolve(
      [...this.records.values()].filter(
        ({ status, expiresAt }) => status === 'pending' && expiresAt !== null && expiresAt <= now,
      ),
    );
  }
}

/** A run whose storage is in memory, as middleware finds it. */
export class MemoryRun {
  readonly toolCalls = new MemoryToolCalls();
  readonly approvals = new MemoryApprovals();
  readonly endReasons: string[] = [];
  readonly #limits: RunLimits;

  constructor(limits: RunLimits = {}) {
    this.#limits = limits;
  }

  /** The configuration with which an agent is invoked in this run. */
  toConfig(threadId = 'thread', runId = 'run'): { configurable: Record<string, unknown> } {
    const context: RunContext = {
      ...{ owner: 'owner', agent: 'assistant', threadId, runId },
      ...{ limits: this.#limits, toolCalls: this.toolCalls, approvals: this.approvals },
      end: (reason) => this.endReasons.push(reason),
    };
    return { configurable: { thread_id: threadId, [runContextKey]: context } };
  }
}
