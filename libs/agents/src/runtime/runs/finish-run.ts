import { type JsonObject, type RunRecord, type ThreadRecord, type ThreadStatus } from '../../contract/index.js';
import { toThreadState } from '../../protocol/thread-state.js';
import { toWireRun } from '../../protocol/wire-records.js';
import { settleStaleApprovals } from '../approvals/index.js';
import { type AssistantDirectory } from '../assistant-directory.js';
import { readRunId } from '../moderation/index.js';
import { type RuntimeSettings } from '../runtime-options.js';
import { type ThreadStates, toThreadSummary } from '../threads/index.js';
import { callWebhook } from '../webhook/index.js';
import { type RunResult } from './execute-run.js';

const webhookAttempts = 3;

/** Does what follows the execution of a run: saves the state of its thread, undoes its steps, and calls its webhook. */
export class RunFinish {
  readonly #settings: RuntimeSettings;
  readonly #directory: AssistantDirectory;
  readonly #states: ThreadStates;

  constructor(settings: RuntimeSettings, directory: AssistantDirectory, states: ThreadStates) {
    this.#settings = settings;
    this.#directory = directory;
    this.#states = states;
  }

  /** Saves the state of the thread, before whoever waited for the run reads it. @returns its values */
  async beforeEnd(run: RunRecord, result: RunResult): Promise<JsonObject | null> {
    const { storage } = this.#settings;
    const thread = await storage.threads.find(run.owner, run.threadId);
    if (thread === undefined) return null;
    if (run.cancelRequested === 'rollback') await this.#undo(run);
    const { values, interrupts, next } = await this.#readSummary(thread, run);
    const now = new Date();
    const status = await this.#toStatus(run, result, next);
    await storage.threads.update(run.owner, run.threadId, {
      status,
      ...(values === undefined ? {} : { values }),
      interrupts,
      error: result.error === null ? null : `${result.error.error}: ${result.error.message}`,
      stateUpdatedAt: now,
      ...this.#toExpiry(run, status, now),
    });
    if (values !== undefined) await settleStaleApprovals(storage, { ...thread, interrupts });
    return values ?? null;
  }

  /** Deletes a run that was undone, and calls the webhook. */
  async afterEnd(run: RunRecord, result: RunResult, values: JsonObject | null): Promise<void> {
    const { storage } = this.#settings;
    // The thread may be deleted already, when it was made for this run.
    if (run.arguments.webhook !== undefined) await this.#callWebhook(run.arguments.webhook, run, result, values);
    if (run.cancelRequested === 'rollback') await storage.runs.delete(run.owner, run.threadId, run.id);
  }

  async #readSummary(
    thread: ThreadRecord,
    { metadata }: RunRecord,
  ): Promise<
    Partial<ReturnType<typeof toThreadSummary>> & Pick<ReturnType<typeof toThreadSummary>, 'interrupts' | 'next'>
  > {
    try {
      const agent = this.#directory.findAgent(String(metadata['graph_id']));
      return toThreadSummary(toThreadState(await this.#states.readLatest(agent, thread)));
    } catch (error) {
      this.#settings.onError(error);
      return { interrupts: {}, next: [] };
    }
  }

  async #toStatus(run: RunRecord, result: RunResult, next: readonly string[]): Promise<ThreadStatus> {
    const waiting = await this.#settings.storage.runs.list(
      run.owner,
      run.threadId,
      { status: 'pending' },
      { limit: 1, offset: 0 },
    );
    if (waiting.length > 0) return 'busy';
    if (result.status === 'error' || result.status === 'timeout') return 'error';
    return result.status === 'success' && next.length > 0 ? 'interrupted' : 'idle';
  }

  #toExpiry(
    { arguments: { deletesThread } }: RunRecord,
    status: ThreadStatus,
    now: Date,
  ): { readonly expiresAt?: Date } {
    const { temporaryThreadMilliseconds, threadMilliseconds } = this.#settings;
    // A question waits for its person, also on a thread that was made for one run.
    const isTemporary = deletesThread && status !== 'interrupted';
    const kept = isTemporary ? temporaryThreadMilliseconds : threadMilliseconds;
    return kept === undefined ? {} : { expiresAt: new Date(now.getTime() + kept) };
  }

  /** Goes back to the checkpoint before the run: deletes those that the run saved. */
  async #undo({ id, owner, threadId }: RunRecord): Promise<void> {
    const { checkpointer, threads } = this.#settings.storage;
    const saved: string[] = [];
    for await (const { checkpoint, metadata } of checkpointer.list({ configurable: { thread_id: threadId } })) {
      if (readRunId(metadata) === id) saved.push(checkpoint.id);
    }
    await threads.deleteCheckpoints(owner, threadId, saved);
  }

  async #callWebhook(address: string, run: RunRecord, result: RunResult, values: JsonObject | null): Promise<void> {
    const { allowsPrivateWebhooks: allowsPrivate, onError } = this.#settings;
    const now = new Date().toISOString();
    const thread = await this.#settings.storage.threads.find(run.owner, run.threadId);
    const questions = Object.values(thread?.interrupts ?? {}).flat();
    const body = {
      ...toWireRun(run),
      status: result.status,
      run_started_at: run.updatedAt.toISOString(),
      run_ended_at: now,
      webhook_sent_at: now,
      values,
      // A person is asked: whoever is called can tell them, and decide by `POST /v1/approvals/:id`.
      ...(questions.length === 0 ? {} : { interrupts: questions.map(({ id, value }) => ({ id, value })) }),
      ...(result.error === null ? {} : { error: result.error.message }),
    };
    for (let attempt = 1; attempt <= webhookAttempts; attempt += 1) {
      try {
        await callWebhook(address, body, { allowsPrivate });
        return;
      } catch (error) {
        onError(error);
        if (attempt < webhookAttempts) await new Promise((resolve) => setTimeout(resolve, attempt * 1_000));
      }
    }
  }
}
