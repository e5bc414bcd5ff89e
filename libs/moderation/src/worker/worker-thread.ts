import { once } from 'node:events';
import { type Worker } from 'node:worker_threads';

import { type ModerationPolicy } from '../contract/policy.js';
import { toErrorKind } from '../errors/error-kind.js';
import { startThread } from '../scheduling/start-thread.js';
import { CpuTime } from './cpu-time.js';
import { type FromThread, type ThreadResults, type ThreadTask, type ToThread } from './protocol.js';

/** The most policies that a thread keeps. One more replaces the least recently used one. */
const maximumPolicies = 8;

/** Node ends a thread that needs more memory than this. */
const maximumHeapMegabytes = 1_024;

/** A thread that is not ready after this time has failed to start. */
const startLimitMs = 60_000;

type TaskResult = ThreadResults[ThreadTask['kind']];

/** Owns one worker thread, from its start to its end. The thread takes one task at a time. */
export class WorkerThread {
  /** Resolves when the thread takes tasks, and rejects when it does not start. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #policies = new Map<ModerationPolicy, number>();
  #nextPolicyId = 0;
  #waiting: { readonly resolve: (result: TaskResult) => void; readonly reject: (error: Error) => void } | undefined;
  #cpuTimeFile: string | undefined;
  #taskTime: CpuTime | undefined;
  #end: Error | undefined;
  readonly #endSignal = new AbortController();

  /** @param onEnd Called once when the thread has ended, for any reason. */
  constructor(onEnd: () => void) {
    this.#worker = startThread(import.meta.url, {
      name: 'moderation',
      resourceLimits: { maxOldGenerationSizeMb: maximumHeapMegabytes },
    });
    this.#worker.unref();
    this.#worker.on('error', (error) => this.#fail(new Error(`The moderation thread failed: ${toErrorKind(error)}.`)));
    this.#worker.on('exit', () => {
      this.#fail(new Error('The moderation thread has ended.'));
      onEnd();
    });
    this.ready = this.#start();
    // Handled here, because a failure to start must not be an unhandled rejection when no task waits.
    this.ready.catch(() => undefined);
  }

  get isEnded(): boolean {
    return this.#end !== undefined;
  }

  /** The milliseconds that the thread has computed for its task; 0 while it has none. */
  get taskMs(): number {
    return this.#taskTime?.elapsedMs ?? 0;
  }

  /**
   * Runs one task.
   * @throws {Error} when it fails, or the thread ends before it is done.
   */
  async perform(policy: ModerationPolicy, task: ThreadTask): Promise<TaskResult> {
    await this.ready;
    if (this.#end !== undefined) throw this.#end;
    // A task keeps the process alive; an idle thread does not.
    this.#worker.ref();
    try {
      return await new Promise<TaskResult>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        this.#taskTime = new CpuTime(this.#cpuTimeFile);
        this.#send({ type: 'task', policyId: this.#policyId(policy), task });
      });
    } finally {
      this.#waiting = undefined;
      this.#taskTime = undefined;
      this.#worker.unref();
    }
  }

  /** Ends the thread, even in the middle of a task. */
  terminate(): void {
    this.#fail(new Error('The moderation thread was ended.'));
    void this.#worker.terminate();
  }

  async #start(): Promise<void> {
    this.#worker.ref();
    // No `AbortSignal.timeout`: one that only `AbortSignal.any` refers to may be garbage collected, and then never fires.
    const timer = setTimeout(() => this.terminate(), startLimitMs);
    try {
      // The first message is `ready`.
      const [message] = (await once(this.#worker, 'message', { signal: this.#endSignal.signal })) as [FromThread];
      if (message.type === 'ready') this.#cpuTimeFile = message.cpuTimeFile;
      this.#worker.on('message', (message: FromThread) => this.#receive(message));
    } catch (error) {
      this.terminate();
      throw this.#end ?? error;
    } finally {
      clearTimeout(timer);
      this.#worker.unref();
    }
  }

  #receive(message: FromThread): void {
    if (message.type === 'done') this.#waiting?.resolve(message.result);
    else if (message.type === 'failed')
      this.#waiting?.reject(new Error(`The moderation thread threw ${message.errorName}.`));
  }

  #fail(error: Error): void {
    this.#end ??= error;
    this.#endSignal.abort(this.#end);
    this.#waiting?.reject(this.#end);
  }

  #policyId(policy: ModerationPolicy): number {
    const known = this.#policies.get(policy);
    const id = known ?? this.#nextPolicyId++;
    if (known === undefined) this.#send({ type: 'policy', id, policy });
    // Moved to the end of the map, whose first entry is then the one that was used longest ago.
    this.#policies.delete(policy);
    this.#policies.set(policy, id);
    const [oldest] = this.#policies;
    if (oldest !== undefined && this.#policies.size > maximumPolicies) {
      this.#policies.delete(oldest[0]);
      this.#send({ type: 'forget', id: oldest[1] });
    }
    return id;
  }

  #send(message: ToThread): void {
    this.#worker.postMessage(message);
  }
}
