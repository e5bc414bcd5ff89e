import { addAbortListener } from 'node:events';
import { availableParallelism } from 'node:os';

import { type ModerationPolicy } from '../contract/policy.js';
import { WorkerThread } from './worker-thread.js';
import { type ThreadResults, type ThreadTask } from './protocol.js';

/** The size of a pool. */
interface ThreadPoolOptions {
  /** At most this many threads run at a time. */
  readonly threads: number;
  /** An idle thread is ended after this many milliseconds. */
  readonly idleMs: number;
}

interface QueuedTask {
  readonly policy: ModerationPolicy;
  readonly task: ThreadTask;
  readonly resolve: (result: ThreadResults[ThreadTask['kind']]) => void;
  readonly reject: (error: unknown) => void;
  /** Called when a thread takes the task. */
  readonly onThread: ((thread: WorkerThread) => void) | undefined;
  /** Set while the task runs. */
  thread?: WorkerThread | undefined;
}

/**
 * Runs tasks in a few threads, for texts that are too long for the event loop. Threads start when they are needed and
 * end when they are idle. An aborted task ends with its thread, even in the middle of its computing; the next task
 * starts a new one.
 *
 * The queue has no bound of its own: a moderator lets a bounded number of checks run.
 */
export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  readonly #queue: QueuedTask[] = [];
  readonly #threads = new Set<WorkerThread>();
  readonly #idle = new Map<WorkerThread, NodeJS.Timeout>();

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /** The number of threads now. Tests read it. */
  get size(): number {
    return this.#threads.size;
  }

  /**
   * Starts a thread if there is none, and waits until one takes tasks.
   * @throws {Error} when it does not start.
   */
  async warmUp(): Promise<void> {
    const [first = this.#start()] = this.#threads;
    await first.ready;
  }

  /**
   * Runs a task in one of the threads.
   * @param onThread is called when a thread takes the task, after it has waited for one
   * @throws {Error} when the task fails or its thread ends, and the reason of the signal when it is aborted.
   */
  async run<Task extends ThreadTask>(
    policy: ModerationPolicy,
    task: Task,
    signal?: AbortSignal,
    onThread?: (thread: WorkerThread) => void,
  ): Promise<ThreadResults[Task['kind']]> {
    signal?.throwIfAborted();
    let listener: Disposable | undefined;
    try {
      const result = await new Promise<ThreadResults[ThreadTask['kind']]>((resolve, reject) => {
        const queued: QueuedTask = { policy, task, resolve, reject, onThread };
        listener = signal && addAbortListener(signal, () => this.#abandon(queued, signal.reason));
        this.#queue.push(queued);
        this.#startNext();
      });
      return result as ThreadResults[Task['kind']];
    } finally {
      listener?.[Symbol.dispose]();
    }
  }

  /** Ends all threads, whose tasks then fail. A later task starts new ones. */
  close(): void {
    for (const thread of this.#threads) thread.terminate();
  }

  #startNext(): void {
    if (this.#queue.length === 0) return;
    const thread = this.#idleThread();
    if (thread === undefined) return;
    const queued = this.#queue.shift();
    if (queued !== undefined) void this.#perform(thread, queued);
  }

  #idleThread(): WorkerThread | undefined {
    const [idle] = this.#idle.keys();
    if (idle === undefined) return this.#threads.size < this.#options.threads ? this.#claim(this.#start()) : undefined;
    return this.#claim(idle);
  }

  #claim(thread: WorkerThread): WorkerThread {
    clearTimeout(this.#idle.get(thread));
    this.#idle.delete(thread);
    return thread;
  }

  #start(): WorkerThread {
    const thread = new WorkerThread(() => this.#remove(thread));
    this.#threads.add(thread);
    this.#letWait(thread);
    return thread;
  }

  async #perform(thread: WorkerThread, queued: QueuedTask): Promise<void> {
    queued.thread = thread;
    queued.onThread?.(thread);
    try {
      queued.resolve(await thread.perform(queued.policy, queued.task));
    } catch (error) {
      queued.reject(error);
    }
    // An abort from here on must not end the thread, which may run the next task before the listener is removed.
    queued.thread = undefined;
    if (thread.isEnded) this.#remove(thread);
    else this.#letWait(thread);
    this.#startNext();
  }

  /** Lets a thread wait for its next task, and ends it when none comes in time. */
  #letWait(thread: WorkerThread): void {
    const timer = setTimeout(() => {
      this.#remove(thread);
      thread.terminate();
    }, this.#options.idleMs);
    timer.unref();
    this.#idle.set(thread, timer);
  }

  #remove(thread: WorkerThread): void {
    this.#claim(thread);
    // A queued task may start a new thread in its place.
    if (this.#threads.delete(thread)) this.#startNext();
  }

  #abandon(queued: QueuedTask, reason: unknown): void {
    queued.reject(reason);
    const index = this.#queue.indexOf(queued);
    if (index >= 0) this.#queue.splice(index, 1);
    else queued.thread?.terminate();
  }
}

const maximumThreads = 2;
const defaultIdleMs = 60_000;

/** The threads of this process. They are few, because a local model needs the other cores. */
export const sharedThreads = new ThreadPool({
  threads: Math.max(1, Math.min(maximumThreads, availableParallelism() - 1)),
  idleMs: defaultIdleMs,
});
