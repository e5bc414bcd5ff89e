import { randomUUID } from 'node:crypto';
import { type AgentStorage, endEvent, type JsonObject, type RunRecord } from '../../contract/index.js';
import { defaultLimits } from '../../limits/index.js';
import { type AssistantDirectory } from '../assistant-directory.js';
import { type RuntimeSettings } from '../runtime-options.js';
import { type AbortReason, executeRun, type RunResult } from './execute-run.js';
import { EventWriter } from './event-writer.js';
import { NewsListener } from './follow-run.js';
import { RunFence, RunOverError } from './run-fence.js';

/** The options of a worker. */
export interface RunWorkerOptions {
  readonly settings: RuntimeSettings;
  readonly storage: AgentStorage;
  readonly directory: AssistantDirectory;
  /** Called before a run counts as ended, so that whoever waited for it finds its results. @returns the values of the thread */
  readonly beforeEnd: (run: RunRecord, result: RunResult) => Promise<JsonObject | null>;
  readonly afterEnd: (run: RunRecord, result: RunResult, values: JsonObject | null) => Promise<void>;
}

interface ActiveRun {
  readonly abort: (reason: AbortReason) => void;
  readonly ended: Promise<void>;
  /** The time until which the run belongs to this process, in milliseconds since 1970. */
  leaseEnd: number;
}

/** Takes runs from the queue, and runs as many at once as it may. */
export class RunWorker {
  readonly #options: RunWorkerOptions;
  readonly #name = randomUUID();
  readonly #active = new Map<string, ActiveRun>();
  readonly #stopping = new AbortController();
  readonly #news: NewsListener;
  #loop: Promise<void> | undefined;
  #renewal: NodeJS.Timeout | undefined;

  constructor(options: RunWorkerOptions) {
    this.#options = options;
    this.#news = new NewsListener(options.storage, 'run-queue');
  }

  start(): void {
    if (this.#loop !== undefined) return;
    this.#loop = this.#takeRuns();
    const { leaseMilliseconds } = this.#options.settings;
    this.#renewal = setInterval(() => void this.#renew(), leaseMilliseconds / 3);
    this.#renewal.unref();
  }

  /** Takes no more runs, and waits for those under way until the time is over. The rest goes on in another process. */
  async stop(milliseconds: number): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
    const ended = Promise.all([...this.#active.values()].map((run) => run.ended));
    const timeUp = new AbortController();
    const timer = setTimeout(() => timeUp.abort(), milliseconds);
    await Promise.race([ended, new Promise((resolve) => timeUp.signal.addEventListener('abort', resolve))]);
    clearTimeout(timer);
    for (const run of this.#active.values()) run.abort('shutdown');
    await ended;
    clearInterval(this.#renewal);
  }

  async #takeRuns(): Promise<void> {
    const { settings } = this.#options;
    while (!this.#stopping.signal.aborted) {
      try {
        const leaseEnd = this.#leaseEnd();
        const hasRoom = this.#active.size < settings.concurrency;
        const run = hasRoom ? await this.#options.storage.runs.claim(this.#name, leaseEnd) : undefined;
        if (run !== undefined) {
          this.#begin(run, leaseEnd);
          continue;
        }
      } catch (error) {
        settings.onError(error);
      }
      await this.#news.next(settings.pollMilliseconds, this.#stopping.signal);
    }
    this.#news.close();
  }

  #leaseEnd(): Date {
    return new Date(Date.now() + this.#options.settings.leaseMilliseconds);
  }

  #begin(run: RunRecord, leaseEnd: Date): void {
    const controller = new AbortController();
    const abort = (reason: AbortReason): void => controller.abort(reason);
    // Asked to end while it had no process: it ends without a step.
    if (run.cancelRequested !== null) abort(run.cancelRequested);
    const ended = this.#run(run, controller)
      .catch(this.#options.settings.onError)
      .finally(() => {
        this.#active.delete(run.id);
        // There is room for another one.
        this.#news.notify();
      });
    this.#active.set(run.id, { abort, ended, leaseEnd: leaseEnd.getTime() });
  }

  async #run(run: RunRecord, controller: AbortController): Promise<void> {
    const { settings, storage, directory, beforeEnd, afterEnd } = this.#options;
    const stopListening = storage.listen(`run-cancel:${run.id}`, () => void this.#renew());
    const limit = this.#findTimeLimit(run);
    const timer = setTimeout(() => controller.abort('timeout' satisfies AbortReason), limit);
    const bounds = { events: settings.eventsPerRun, characters: settings.charactersPerRun };
    const writer = new EventWriter(run.id, storage.runEvents, bounds);
    const fence = new RunFence(() => this.#assertOwned(run.id));
    try {
      const { signal } = controller;
      const result = await executeRun({ settings, storage, directory, run, writer, signal, fence });
      const reason = controller.signal.aborted ? (controller.signal.reason as AbortReason) : undefined;
      if (reason === 'lost') return;
      if (reason === 'shutdown') {
        await storage.runs.release(this.#name, [run.id]);
        return;
      }
      const values = await beforeEnd({ ...run, cancelRequested: toCancelAction(reason) }, result);
      await writer.flush().catch(settings.onError);
      if (!(await storage.runs.finish(this.#name, run.id, result.status, result.endReason))) return;
      settings.onRunEnd?.({ ...run, status: result.status, endReason: result.endReason });
      await writer.writeLast(endEvent, null).catch(settings.onError);
      await afterEnd({ ...run, status: result.status, cancelRequested: toCancelAction(reason) }, result, values);
    } finally {
      clearTimeout(timer);
      stopListening();
    }
  }

  #findTimeLimit({ metadata }: RunRecord): number {
    const name = metadata['graph_id'];
    const agent = typeof name === 'string' ? this.#options.settings.agents.find(name) : undefined;
    return agent?.limits?.milliseconds ?? defaultLimits.milliseconds;
  }

  /** Asserts that a run belongs to this process: one that stood still for long may have lost it. @throws {RunOverError} */
  async #assertOwned(id: string): Promise<void> {
    const isOwned = (): boolean => (this.#active.get(id)?.leaseEnd ?? Infinity) > Date.now();
    if (isOwned()) return;
    await this.#renew();
    if (isOwned()) return;
    this.#active.get(id)?.abort('lost');
    throw new RunOverError();
  }

  /** Renews the leases, and ends the runs that somebody asked to end, or that belong to another process now. */
  async #renew(): Promise<void> {
    const ids = [...this.#active.keys()];
    if (ids.length === 0) return;
    try {
      const leaseEnd = this.#leaseEnd();
      const owned = await this.#options.storage.runs.renew(this.#name, ids, leaseEnd);
      for (const id of ids) {
        const run = this.#active.get(id);
        const action = owned.get(id);
        if (run === undefined) continue;
        if (action === undefined) {
          run.abort('lost');
          continue;
        }
        run.leaseEnd = leaseEnd.getTime();
        if (action !== null) run.abort(action);
      }
    } catch (error) {
      this.#options.settings.onError(error);
    }
  }
}

function toCancelAction(reason: AbortReason | undefined): RunRecord['cancelRequested'] {
  return reason === 'interrupt' || reason === 'rollback' ? reason : null;
}
