import {
  type CancelAction,
  type Page,
  type RunAdmission,
  type RunEvent,
  type RunEventStorage,
  type RunRecord,
  type RunStatus,
  type RunStorage,
} from '../contract/index.js';
import { type MemoryNews } from './memory-news.js';
import { toPage } from './contains.js';

type StoredRun = RunRecord & { readonly worker?: string | undefined; readonly leaseUntil?: Date | undefined };

/** Keeps runs and their events in memory. */
export class MemoryRuns implements RunStorage, RunEventStorage {
  readonly #runs = new Map<string, StoredRun>();
  readonly #events = new Map<string, RunEvent[]>();
  readonly #news: MemoryNews;
  readonly #hasThread: (owner: string, id: string) => Promise<boolean>;
  readonly #maximumWaiting: number;

  constructor(news: MemoryNews, hasThread: (owner: string, id: string) => Promise<boolean>, maximumWaiting = 20) {
    this.#news = news;
    this.#hasThread = hasThread;
    this.#maximumWaiting = maximumWaiting;
  }

  async create(record: RunRecord): Promise<RunAdmission> {
    if (!(await this.#hasThread(record.owner, record.threadId))) return { outcome: 'missing' };
    const others = [...this.#runs.values()].filter((run) => run.threadId === record.threadId && isActive(run));
    if (others.length > 0 && record.multitaskStrategy === 'reject') return { outcome: 'busy' };
    if (others.length >= this.#maximumWaiting) return { outcome: 'full' };
    this.#runs.set(record.id, record);
    if (record.multitaskStrategy === 'interrupt' || record.multitaskStrategy === 'rollback') {
      for (const { id } of others) this.#cancel(id, record.multitaskStrategy);
    }
    this.#news.tell('run-queue');
    return { outcome: 'created' };
  }

  find(owner: string, threadId: string, id: string): Promise<RunRecord | undefined> {
    const run = this.#runs.get(id);
    return Promise.resolve(run?.owner === owner && run.threadId === threadId ? run : undefined);
  }

  list(
    owner: string,
    threadId: string,
    filter: { readonly status?: RunStatus | undefined },
    page: Page,
  ): Promise<readonly RunRecord[]> {
    const matching = [...this.#runs.values()].filter(
      (run) => run.owner === owner && run.threadId === threadId && (filter.status ?? run.status) === run.status,
    );
    return Promise.resolve(toPage(matching.toReversed(), page));
  }

  claim(worker: string, leaseUntil: Date): Promise<RunRecord | undefined> {
    const now = new Date();
    const isFree = ({ status, leaseUntil: lease }: StoredRun): boolean =>
      status === 'pending' || (status === 'running' && lease !== undefined && lease <= now);
    const runs = [...this.#runs.values()];
    const run = runs.find(
      (candidate) =>
        isFree(candidate) &&
        candidate.startsAt <= now &&
        !runs.some((other) => other.threadId === candidate.threadId && other.status === 'running' && !isFree(other)),
    );
    if (run === undefined) return Promise.resolve(undefined);
    return Promise.resolve(this.#change(run.id, { worker, leaseUntil, status: 'running', attempts: run.attempts + 1 }));
  }

  renew(worker: string, ids: readonly string[], leaseUntil: Date): Promise<ReadonlyMap<string, CancelAction | null>> {
    const owned = ids.flatMap((id) => {
      const run = this.#runs.get(id);
      return run?.worker === worker && run.status === 'running' ? [run] : [];
    });
    for (const { id } of owned) this.#change(id, { leaseUntil });
    return Promise.resolve(new Map(owned.map((run) => [run.id, run.cancelRequested])));
  }

  finish(worker: string, id: string, status: RunStatus, endReason: string | null): Promise<boolean> {
    const run = this.#runs.get(id);
    if (run?.worker !== worker || run.status !== 'running') return Promise.resolve(false);
    this.#change(id, { status, endReason });
    this.#news.tell('run-queue');
    return Promise.resolve(true);
  }

  async requestCancel(
    owner: string,
    threadId: string,
    id: string,
    action: CancelAction,
  ): Promise<RunRecord | undefined> {
    return (await this.find(owner, threadId, id)) === undefined ? undefined : this.#cancel(id, action);
  }

  async delete(owner: string, threadId: string, id: string): Promise<boolean> {
    const run = await this.find(owner, threadId, id);
    if (run === undefined || isActive(run)) return false;
    this.#events.delete(id);
    return this.#runs.delete(id);
  }

  deleteThread(threadId: string): void {
    for (const run of [...this.#runs.values()]) {
      if (run.threadId !== threadId) continue;
      this.#runs.delete(run.id);
      this.#events.delete(run.id);
    }
  }

  append(runId: string, events: readonly Omit<RunEvent, 'id'>[]): Promise<number> {
    const stored = this.#events.get(runId) ?? [];
    this.#events.set(runId, stored);
    for (const event of events) stored.push({ id: stored.length + 1, ...event });
    this.#news.tell(`run-events:${runId}`);
    return Promise.resolve(stored.length);
  }

  readAfter(runId: string, id: number, limit: number): Promise<readonly RunEvent[]> {
    return Promise.resolve((this.#events.get(runId) ?? []).slice(id, id + limit));
  }

  #cancel(id: string, action: CancelAction): RunRecord | undefined {
    const run = this.#runs.get(id);
    if (run === undefined || !isActive(run)) return run;
    const changed = this.#change(id, {
      cancelRequested: action,
      ...(run.status === 'pending' ? { status: 'interrupted' as const, endReason: 'cancelled' } : {}),
    });
    this.#news.tell(`run-cancel:${id}`);
    this.#news.tell('run-queue');
    return changed;
  }

  #change(id: string, change: Partial<StoredRun>): RunRecord | undefined {
    const run = this.#runs.get(id);
    if (run === undefined) return undefined;
    const changed = { ...run, ...change, updatedAt: new Date() };
    this.#runs.set(id, changed);
    return changed;
  }
}

function isActive({ status }: RunRecord): boolean {
  return status === 'pending' || status === 'running';
}
