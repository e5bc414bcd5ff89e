import { v7 } from '@langchain/core/utils/uuid';
import {
  type AgentRuntime,
  type CancelAction,
  endEvent,
  type FollowOptions,
  type JsonObject,
  type JsonValue,
  type RunAdmission,
  type RunEvent,
  type RunRecord,
  type RunRequest,
  type ThreadRecord,
  type ThreadStateView,
} from '../contract/index.js';
import { QueueFullError, RunMissingError, ThreadBusyError, ThreadMissingError } from '../errors/index.js';
import { ApprovalDesk } from './approvals/index.js';
import { AssistantDirectory, type FoundAssistant } from './assistant-directory.js';
import { followRun, NewsListener, prepareRequest, RunFinish, type RunReference, RunWorker } from './runs/index.js';
import { type AgentRuntimeOptions, type RuntimeSettings, toRuntimeSettings } from './runtime-options.js';
import { exportThread, ThreadStates } from './threads/index.js';
import { assertWebhook } from './webhook/index.js';

/** Milliseconds between two looks for what has expired. */
const expiryInterval = 60_000;

/** Runs agents on threads of a storage, which other processes may share. */
export class ServerRuntime implements AgentRuntime {
  readonly assistants: AssistantDirectory;
  readonly approvals: ApprovalDesk;
  readonly #settings: RuntimeSettings;
  readonly #states: ThreadStates;
  readonly #worker: RunWorker;
  #expiry: NodeJS.Timeout | undefined;
  #approvalExpiry: NodeJS.Timeout | undefined;

  constructor(options: AgentRuntimeOptions) {
    this.#settings = toRuntimeSettings(options);
    const { storage, agents } = this.#settings;
    this.assistants = new AssistantDirectory(agents, storage.assistants);
    this.#states = new ThreadStates(this.#settings, this.assistants);
    this.approvals = new ApprovalDesk(this.#settings, this.assistants, (request) => this.createRun(request));
    const finish = new RunFinish(this.#settings, this.assistants, this.#states);
    this.#worker = new RunWorker({
      settings: this.#settings,
      storage,
      directory: this.assistants,
      beforeEnd: (run, result) => finish.beforeEnd(run, result),
      afterEnd: (run, result, values) => finish.afterEnd(run, result, values),
    });
  }

  /** The settings with their defaults. */
  get settings(): RuntimeSettings {
    return this.#settings;
  }

  async createRun(request: RunRequest): Promise<RunRecord> {
    const { storage, findModerator, allowsPrivateWebhooks, beforeRun } = this.#settings;
    const found = await this.assistants.find(request.owner, request.assistantId);
    await beforeRun?.(request, found.agent);
    const { webhook } = request.arguments;
    if (webhook !== undefined) assertWebhook(webhook, { allowsPrivate: allowsPrivateWebhooks });
    const id = v7();
    request.onDecisionId?.(id);
    const threadId = request.threadId ?? v7();
    const known = request.threadId === undefined ? undefined : await storage.threads.find(request.owner, threadId);
    if (known === undefined && request.threadId !== undefined && !request.createsThread) {
      throw new ThreadMissingError(threadId);
    }
    const moderator = findModerator(found.agent, request.policy);
    const prepared = await prepareRequest(request, found, { moderator, requestId: id, threadId });
    const now = new Date();
    const run: RunRecord = {
      id,
      owner: request.owner,
      threadId,
      assistantId: found.assistant.id,
      status: 'pending',
      metadata: prepared.metadata,
      arguments: prepared.arguments,
      multitaskStrategy: request.multitaskStrategy,
      startsAt: new Date(now.getTime() + request.delay),
      createdAt: now,
      updatedAt: now,
      attempts: 0,
      cancelRequested: null,
      endReason: null,
    };
    // Before the run: a process may take it at once. The thread becomes busy with the run.
    await this.#bindThread(run, known, found);
    await this.#admit(run, known);
    return run;
  }

  followRun(run: RunReference, options?: FollowOptions): AsyncIterable<RunEvent> {
    return followRun(this.#settings.storage, run, this.#settings.pollMilliseconds, options);
  }

  async waitForRun(run: RunReference, signal?: AbortSignal): Promise<JsonValue> {
    let values: JsonValue | undefined;
    let failure: JsonValue | undefined;
    for await (const { event, data } of this.followRun(run, { signal })) {
      if (event === 'values') values = data;
      else if (event === 'error') failure = data;
      else if (event === endEvent) break;
    }
    if (failure !== undefined) return { __error__: failure };
    if (values !== undefined) return values;
    return (await this.#settings.storage.threads.find(run.owner, run.threadId))?.values ?? null;
  }

  async cancelRun(run: RunReference, action: CancelAction, { waits }: { readonly waits: boolean }): Promise<void> {
    const { storage } = this.#settings;
    const cancelled = await storage.runs.requestCancel(run.owner, run.threadId, run.id, action);
    if (cancelled === undefined) throw new RunMissingError(run.id);
    if (waits && cancelled.status === 'running') await this.waitForRun(run);
  }

  getState(...options: Parameters<AgentRuntime['getState']>): Promise<ThreadStateView> {
    return this.#states.get(...options);
  }

  updateState(...options: Parameters<AgentRuntime['updateState']>): Promise<JsonObject> {
    return this.#states.update(...options);
  }

  /** Applies steps to a new thread, as `supersteps` asks for. */
  async applyUpdates(...options: Parameters<ThreadStates['apply']>): Promise<JsonObject> {
    const [owner, threadId] = options;
    try {
      return await this.#states.apply(...options);
    } catch (error) {
      await this.#settings.storage.threads.delete(owner, threadId);
      throw error;
    }
  }

  listHistory(...options: Parameters<AgentRuntime['listHistory']>): Promise<readonly ThreadStateView[]> {
    return this.#states.list(...options);
  }

  /** Writes all that is kept of a thread as one JSON object, in pieces. @throws {ThreadMissingError} before the first piece */
  async exportThread(owner: string, threadId: string): Promise<AsyncIterable<string>> {
    const { storage } = this.#settings;
    const thread = await storage.threads.find(owner, threadId);
    if (thread === undefined) throw new ThreadMissingError(threadId);
    return exportThread(storage, this.#states, thread);
  }

  async copyThread(owner: string, threadId: string): Promise<ThreadRecord> {
    const { threads } = this.#settings.storage;
    const copied = await threads.copy(owner, threadId, v7());
    if (copied === undefined) throw new ThreadMissingError(threadId);
    return copied;
  }

  /** Listens for new runs. Close it at the end. */
  listenToQueue(): NewsListener {
    return new NewsListener(this.#settings.storage, 'run-queue');
  }

  /** Ends all runs of a thread, before it is deleted. */
  async endRuns(owner: string, threadId: string): Promise<void> {
    const { runs } = this.#settings.storage;
    for (const status of ['pending', 'running'] as const) {
      const active = await runs.list(owner, threadId, { status }, { limit: 1_000, offset: 0 });
      for (const { id } of active) await runs.requestCancel(owner, threadId, id, 'interrupt');
    }
  }

  start(): void {
    this.#worker.start();
    this.#expiry ??= setInterval(() => {
      this.#settings.storage.deleteExpired(new Date()).catch(this.#settings.onError);
    }, expiryInterval).unref();
    this.#approvalExpiry ??= setInterval(() => {
      this.approvals.expire(new Date()).catch(this.#settings.onError);
    }, this.#settings.approvalMilliseconds).unref();
  }

  async stop(milliseconds: number): Promise<void> {
    clearInterval(this.#expiry);
    clearInterval(this.#approvalExpiry);
    await this.#worker.stop(milliseconds);
  }

  async #admit(run: RunRecord, known: ThreadRecord | undefined): Promise<void> {
    const { runs, threads } = this.#settings.storage;
    let outcome: RunAdmission['outcome'] | undefined;
    try {
      ({ outcome } = await runs.create(run));
    } finally {
      if (outcome !== 'created' && known === undefined) await threads.delete(run.owner, run.threadId);
    }
    if (outcome === 'created') return;
    if (outcome === 'missing') throw new ThreadMissingError(run.threadId);
    throw outcome === 'busy' ? new ThreadBusyError(run.threadId) : new QueueFullError();
  }

  async #bindThread(run: RunRecord, known: ThreadRecord | undefined, { assistant }: FoundAssistant): Promise<void> {
    const { threads } = this.#settings.storage;
    const { metadata, config } = { metadata: run.metadata, config: run.arguments.config };
    if (known === undefined) {
      const now = new Date();
      const created = await threads.create({
        id: run.threadId,
        owner: run.owner,
        metadata,
        config,
        status: 'idle',
        values: null,
        interrupts: {},
        error: null,
        createdAt: now,
        updatedAt: now,
        stateUpdatedAt: now,
        expiresAt: null,
      });
      // The id is taken, by someone else.
      if (!created) throw new ThreadMissingError(run.threadId);
      return;
    }
    if (known.status === 'busy') return;
    const bound = { ...known.metadata, graph_id: assistant.graphId, assistant_id: assistant.id };
    await threads.update(run.owner, run.threadId, { metadata: bound, config });
  }
}

/** Creates a runtime. Call `start` to let it take runs. */
export function createAgentRuntime(options: AgentRuntimeOptions): ServerRuntime {
  return new ServerRuntime(options);
}
