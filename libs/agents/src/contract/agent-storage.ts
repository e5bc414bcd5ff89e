import { type BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { type ApprovalRecord } from './approval.js';
import { type AssistantFilter, type AssistantRecord } from './assistant.js';
import { type JsonObject } from './json.js';
import { type Page, type Sorting } from './page.js';
import { type CancelAction, type NewRunEvent, type RunEvent, type RunRecord, type RunStatus } from './run.js';
import { type StoreItemFilter, type StoreItemRecord } from './store-item.js';
import { type ThreadFilter, type ThreadRecord } from './thread.js';
import { type ToolCallRecord } from './tool-call-record.js';

/** Keeps assistants and their versions. */
export interface AssistantStorage {
  /** @returns false when the id is taken: then nothing changes */
  create(record: AssistantRecord): Promise<boolean>;
  find(owner: string, id: string): Promise<AssistantRecord | undefined>;
  /** Saves a new version, and makes it the latest. @returns undefined for one that is not there, or not the owner's */
  update(
    owner: string,
    id: string,
    change: Partial<Pick<AssistantRecord, 'graphId' | 'name' | 'description' | 'config' | 'context' | 'metadata'>>,
  ): Promise<AssistantRecord | undefined>;
  /** Makes an earlier version the latest. */
  setLatest(owner: string, id: string, version: number): Promise<AssistantRecord | undefined>;
  listVersions(owner: string, id: string, page: Page): Promise<readonly AssistantRecord[]>;
  search(
    filter: AssistantFilter,
    page: Page,
    sorting: Sorting<'id' | 'graphId' | 'name' | 'createdAt' | 'updatedAt'>,
  ): Promise<readonly AssistantRecord[]>;
  count(filter: AssistantFilter): Promise<number>;
  /** @returns whether it was there */
  delete(owner: string, id: string): Promise<boolean>;
}

/** Keeps threads. */
export interface ThreadStorage {
  /** @returns false when the id is taken: then nothing changes */
  create(record: ThreadRecord): Promise<boolean>;
  find(owner: string, id: string): Promise<ThreadRecord | undefined>;
  update(
    owner: string,
    id: string,
    change: Partial<Omit<ThreadRecord, 'id' | 'owner' | 'createdAt'>>,
  ): Promise<ThreadRecord | undefined>;
  search(
    filter: ThreadFilter,
    page: Page,
    sorting: Sorting<'id' | 'status' | 'createdAt' | 'updatedAt' | 'stateUpdatedAt'>,
  ): Promise<readonly ThreadRecord[]>;
  count(filter: ThreadFilter): Promise<number>;
  /** Deletes a thread with its checkpoints, runs, events, calls and approvals. @returns whether it was there */
  delete(owner: string, id: string): Promise<boolean>;
  /** Copies a thread with its checkpoints under a new id. The copy has no runs, so it is never busy. */
  copy(owner: string, id: string, newId: string): Promise<ThreadRecord | undefined>;
  /** Deletes some checkpoints of a thread, so that a run can be undone. @returns whether the thread was there */
  deleteCheckpoints(owner: string, id: string, checkpointIds: readonly string[]): Promise<boolean>;
}

/** The answer to a new run. */
export type RunAdmission =
  | { readonly outcome: 'created' }
  /** The thread is not there. */
  | { readonly outcome: 'missing' }
  /** The thread has another run, and the strategy is `reject`. */
  | { readonly outcome: 'busy' }
  /** The thread, or the owner, has as many runs waiting as it may have. */
  | { readonly outcome: 'full' };

/** Keeps runs, and is the queue from which processes take them. */
export interface RunStorage {
  /**
   * Saves a run that waits, and applies its strategy to the other runs of the thread, in one step.
   *
   * Where the strategy ends them, runs that wait end at once; one under way is asked to end, and the new run waits for it. The
   * thread becomes busy.
   */
  create(record: RunRecord): Promise<RunAdmission>;
  /** @param threadId undefined: whatever its thread is */
  find(owner: string, threadId: string | undefined, id: string): Promise<RunRecord | undefined>;
  list(
    owner: string,
    threadId: string,
    filter: { readonly status?: RunStatus | undefined },
    page: Page,
  ): Promise<readonly RunRecord[]>;
  /** Counts the runs that wait, of all owners. */
  countWaiting(): Promise<number>;
  /**
   * Takes the oldest run that may begin: it waits, its time has come, and no other run of its thread is under way. A run whose
   * process has not renewed its lease counts as one that waits. It may have been asked to end: see its `cancelRequested`. One that
   * was begun too often ends with the reason `too_many_attempts`, and its thread gets the status `error`.
   *
   * @param leaseUntil the time until which the run belongs to the process
   */
  claim(worker: string, leaseUntil: Date): Promise<RunRecord | undefined>;
  /**
   * Renews the leases of a process.
   *
   * @returns the runs that still belong to it, each with the way in which it was asked to end
   */
  renew(worker: string, ids: readonly string[], leaseUntil: Date): Promise<ReadonlyMap<string, CancelAction | null>>;
  /** Gives runs back that a process has not finished, so that another one goes on with them at once. */
  release(worker: string, ids: readonly string[]): Promise<void>;
  /** Ends a run. @returns false when it no longer belongs to this process: then nothing changes */
  finish(worker: string, id: string, status: RunStatus, endReason: string | null): Promise<boolean>;
  /**
   * Asks a run to end. One that waits ends at once, and with `rollback` is deleted.
   *
   * @returns the run as it is now. Undefined for one that is not there
   */
  requestCancel(owner: string, threadId: string, id: string, action: CancelAction): Promise<RunRecord | undefined>;
  /** Deletes a run that has ended, with its events. @returns whether it was there */
  delete(owner: string, threadId: string, id: string): Promise<boolean>;
}

/** Keeps the events of runs, so that they can be read again, also by another process. */
export interface RunEventStorage {
  /** Adds events at the end. @returns the id of the last one */
  append(runId: string, events: readonly NewRunEvent[]): Promise<number>;
  /** Reads events behind one, in their order. */
  readAfter(runId: string, id: number, limit: number): Promise<readonly RunEvent[]>;
}

/** Keeps the values of the long-term memory. */
export interface StoreItemStorage {
  put(record: Omit<StoreItemRecord, 'createdAt' | 'updatedAt'>): Promise<void>;
  find(owner: string, namespace: readonly string[], key: string): Promise<StoreItemRecord | undefined>;
  delete(owner: string, namespace: readonly string[], key: string): Promise<boolean>;
  search(filter: StoreItemFilter, page: Page): Promise<readonly StoreItemRecord[]>;
  listNamespaces(
    owner: string,
    filter: {
      readonly prefix?: readonly string[] | undefined;
      readonly suffix?: readonly string[] | undefined;
      readonly maxDepth?: number | undefined;
    },
    page: Page,
  ): Promise<readonly (readonly string[])[]>;
}

/** Keeps calls of tools that act on the world. */
export interface ToolCallStorage {
  /** Writes a call down before it runs. @returns the record of an earlier attempt, if there was one */
  begin(call: Pick<ToolCallRecord, 'key' | 'threadId' | 'runId' | 'tool'>): Promise<ToolCallRecord | undefined>;
  finish(threadId: string, key: string, result: string): Promise<void>;
}

/** Keeps calls that wait for a person. */
export interface ApprovalStorage {
  /** Saves a call that waits. One that is saved already stays as it is: LangGraph runs a step again when it resumes. */
  create(record: ApprovalRecord): Promise<void>;
  find(owner: string, id: string): Promise<ApprovalRecord | undefined>;
  search(
    filter: {
      readonly owner: string;
      readonly status?: ApprovalRecord['status'] | undefined;
      readonly threadId?: string | undefined;
      readonly agent?: string | undefined;
    },
    page: Page,
  ): Promise<readonly ApprovalRecord[]>;
  /** Settles a call that waits. @returns false when it does not wait any more: then nothing changes */
  settle(owner: string, id: string, status: 'decided' | 'expired', decision: JsonObject): Promise<boolean>;
  /** Lists calls that wait and whose time is over, of all owners. */
  listExpired(now: Date, limit: number): Promise<readonly ApprovalRecord[]>;
}

/** The kinds of news that processes tell each other. */
export type StorageTopic = `run-events:${string}` | `run-cancel:${string}` | 'run-queue';

/** Keeps all that agents store, in one database. Several processes may share it. */
export interface AgentStorage {
  readonly checkpointer: BaseCheckpointSaver;
  readonly assistants: AssistantStorage;
  readonly threads: ThreadStorage;
  readonly runs: RunStorage;
  readonly runEvents: RunEventStorage;
  readonly storeItems: StoreItemStorage;
  readonly toolCalls: ToolCallStorage;
  readonly approvals: ApprovalStorage;
  /**
   * Listens for news, from this process and from others. News can be late or missing when processes share a file: whoever waits
   * also looks now and then.
   *
   * @returns a function that ends it
   */
  listen(topic: StorageTopic, listener: () => void): () => void;
  /** Deletes what has expired. */
  deleteExpired(now: Date): Promise<void>;
  close(): Promise<void>;
}
