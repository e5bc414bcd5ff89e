import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { type ModerationPolicy } from '../contract/policy.js';
import { type FromThread, type ThreadResults, type ThreadTask, type ToThread } from './protocol.js';

/** Policies that a thread keeps; one more makes it forget the one that was used longest ago. */
const keptPolicies = 8;

/** A thread that needs more memory than this is ended by Node. */
const maximumHeapMegabytes = 1_024;

/** A thread that is not ready by then will not be. */
const startLimitMs = 60_000;

type TaskResult = ThreadResults[ThreadTask['kind']];

/** One thread that judges, from its start to its end. It is given one task at a time. */
export class JudgingThread {
  /** Resolves when the thread takes tasks; rejects when it does not start. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #policies = new Map<ModerationPolicy, number>();
  #nextPolicyId = 0;
  #waiting: { readonly resolve: (result: TaskResult) => void; readonly reject: (error: Error) => void } | undefined;
  #end: Error | undefined;
  readonly #endSignal = new AbortController();

  /** @param onEnd called once, when the thread is no more, whoever ended it */
  constructor(onEnd: () => void) {
    this.#worker = startWorker();
    this.#worker.unref();
    this.#worker.on('error', (error) => this.#ended(new Error(`The thread that judges failed: ${error.name}.`)));
    this.#worker.on('exit', () => {
      this.#ended(new Error('The thread that judges has ended.'));
      onEnd();
    });
    this.ready = this.#becomesReady();
    // Whoever waits hears of it; when nobody does, it is no unhandled rejection.
    this.ready.catch(() => undefined);
  }

  get isEnded(): boolean {
    return this.#end !== undefined;
  }

  /** Does one task. @throws {Error} when it fails, or the thread ends before it is done */
  async perform(policy: ModerationPolicy, task: ThreadTask): Promise<TaskResult> {
    await this.ready;
    if (this.#end !== undefined) throw this.#end;
    // The process must not end while somebody waits, and must not live on for an idle thread.
    this.#worker.ref();
    try {
      return await new Promise<TaskResult>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        this.#send({ type: 'task', policyId: this.#policyId(policy), task });
      });
    } finally {
      this.#waiting = undefined;
      this.#worker.unref();
    }
  }

  /** Ends the thread, in the middle of a task if need be. */
  terminate(): void {
    this.#ended(new Error('The thread that judges was ended.'));
    void this.#worker.terminate();
  }

  async #becomesReady(): Promise<void> {
    this.#worker.ref();
    // Its own timer: an `AbortSignal.timeout` that only `AbortSignal.any` knows of may be collected as garbage, and then never fires.
    const timer = setTimeout(() => this.terminate(), startLimitMs);
    try {
      const [first] = (await once(this.#worker, 'message', { signal: this.#endSignal.signal })) as [FromThread];
      if (first.type !== 'ready') throw new Error('The thread that judges did not start.');
      this.#worker.on('message', (message: FromThread) => this.#answered(message));
    } catch (error) {
      this.terminate();
      throw this.#end ?? error;
    } finally {
      clearTimeout(timer);
      this.#worker.unref();
    }
  }

  #answered(message: FromThread): void {
    if (message.type === 'done') this.#waiting?.resolve(message.result);
    else if (message.type === 'failed')
      this.#waiting?.reject(new Error(`The thread that judges threw ${message.errorName}.`));
  }

  #ended(error: Error): void {
    this.#end ??= error;
    this.#endSignal.abort(this.#end);
    this.#waiting?.reject(this.#end);
  }

  #policyId(policy: ModerationPolicy): number {
    const known = this.#policies.get(policy);
    const id = known ?? this.#nextPolicyId++;
    if (known === undefined) this.#send({ type: 'policy', id, policy });
    // Put at the end: the first of the map is the one that was used longest ago.
    this.#policies.delete(policy);
    this.#policies.set(policy, id);
    const [oldest] = this.#policies;
    if (oldest !== undefined && this.#policies.size > keptPolicies) {
      this.#policies.delete(oldest[0]);
      this.#send({ type: 'forget', id: oldest[1] });
    }
    return id;
  }

  #send(message: ToThread): void {
    this.#worker.postMessage(message);
  }
}

function startWorker(): Worker {
  const options = { name: 'moderation', resourceLimits: { maxOldGenerationSizeMb: maximumHeapMegabytes } };
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./thread-main.js', import.meta.url), options);
  // From the sources, as in tests, the thread needs the compiler that the sources are run with; Node 20 takes none by `--import`.
  const file = new URL('./thread-main.ts', import.meta.url).href;
  return new Worker(`import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(file)})));`, {
    ...options,
    eval: true,
  });
}
