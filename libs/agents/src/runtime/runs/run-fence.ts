import { type ApprovalStorage, type StoreItemStorage, type ToolCallStorage } from '../../contract/index.js';

/** Thrown for a write of a run that is over, or that belongs to another process. */
export class RunOverError extends Error {
  override readonly name = 'RunOverError';

  constructor() {
    super('The run is over, so it writes nothing more.');
  }
}

/** Lets a run write only while it is under way. A tool that ignores its signal may go on behind its run. */
export class RunFence {
  readonly #assertOwned: () => Promise<void>;
  readonly #writes = new Set<Promise<unknown>>();
  #isClosed = false;

  /** @param assertOwned rejects when the run no longer belongs to this process */
  constructor(assertOwned: () => Promise<void> = async () => undefined) {
    this.#assertOwned = assertOwned;
  }

  /** Does a write. @throws {RunOverError} when the run is over */
  async write<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#assertOpen();
    await this.#assertOwned();
    this.#assertOpen();
    const write = work();
    this.#writes.add(write);
    try {
      return await write;
    } finally {
      this.#writes.delete(write);
    }
  }

  /** Ends all writing, and waits for the writes under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([...this.#writes]);
  }

  /** Wraps the ledger of calls. A result is always written down: its tool has acted. */
  protectCalls(calls: ToolCallStorage): ToolCallStorage {
    return {
      begin: (call) => this.write(() => calls.begin(call)),
      finish: (threadId, key, result) => calls.finish(threadId, key, result),
    };
  }

  protectApprovals(approvals: ApprovalStorage): ApprovalStorage {
    return {
      create: (record) => this.write(() => approvals.create(record)),
      settle: (...change) => this.write(() => approvals.settle(...change)),
      find: (owner, id) => approvals.find(owner, id),
      search: (filter, page) => approvals.search(filter, page),
      listExpired: (now, limit) => approvals.listExpired(now, limit),
    };
  }

  protectItems(items: StoreItemStorage): StoreItemStorage {
    return {
      put: (record) => this.write(() => items.put(record)),
      delete: (owner, namespace, key) => this.write(() => items.delete(owner, namespace, key)),
      find: (owner, namespace, key) => items.find(owner, namespace, key),
      search: (filter, page) => items.search(filter, page),
      listNamespaces: (owner, filter, page) => items.listNamespaces(owner, filter, page),
    };
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new RunOverError();
  }
}
