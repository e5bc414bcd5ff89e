import { availableParallelism } from 'node:os';

import { type ModerationPolicy } from '../contract/policy.js';
import { JudgingThread } from './judging-thread.js';
import { type ThreadResults, type ThreadTask } from './protocol.js';

/** How many threads, and for how long they wait for work. */
export interface ThreadPoolOptions {
  readonly threads: number;
  /** An idle thread is ended after this many milliseconds. */
  readonly idleMs: number;
}

interface QueuedTask {
  readonly policy: ModerationPolicy;
  readonly task: ThreadTask;
  readonly resolve: (result: ThreadResults[ThreadTask['kind']]) => void;
  readonly reject: (error: unknown) => void;
  /** Set while the task is being done. */
  thread?: JudgingThread;
}

/**
 * A few threads for texts that are too long to be judged between two requests. They start when they are needed and end when they
 * are idle. A task whose signal is aborted ends for real, with its thread; the next task gets a new one.
 *
 * The queue is bounded by who fills it: a moderator lets a bounded number of checks run.
 */
export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  readonly #queue: QueuedTask[] = [];
  readonly #threads = new Set<JudgingThread>();
  readonly #idle = new Map<JudgingThread, NodeJS.Timeout>();

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /** How many threads there are now. */
  get size(): number {
    return this.#threads.size;
  }

  /** Starts a thread if there is none, and waits until one takes tasks. @throws {Error} when none starts */
  async warmUp(): Promise<void> {
    const [first = this.#start()] = this.#threads;
    await first.ready;
  }

  /**
   * Does a task in one of the threads.
   * @throws {Error} when the task fails, its thread ends, or the signal is aborted
   */
  async run<Task extends ThreadTask>(
    policy: ModerationPolicy,
    task: Task,
    signal?: AbortSignal,
  ): Promise<ThreadResults[Task['kind']]> {
    signal?.throwIfAborted();
    let onAbort: (() => void) | undefined;
    try {
      const result = await new Promise<ThreadResults[ThreadTask['kind']]>((resolve, reject) => {
        const queued: QueuedTask = { policy, task, resolve, reject };
        onAbort = () => this.#abandon(queued, signal?.reason);
        signal?.addEventListener('abort', onAbort, { once: true });
        this.#queue.push(queued);
        this.#next();
      });
      return result as ThreadResults[Task['kind']];
    } finally {
      if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Ends all threads; what they were doing fails. A later task starts new ones. */
  close(): void {
    for (const thread of this.#threads) thread.terminate();
  }

  #next(): void {
    if (this.#queue.length === 0) return;
    const thread = this.#idleThread();
    if (thread === undefined) return;
    const queued = this.#queue.shift();
    if (queued !== undefined) void this.#perform(thread, queued);
  }

  #idleThread(): JudgingThread | undefined {
    const [idle] = this.#idle.keys();
    if (idle === undefined)
      return this.#threads.size < this.#options.threads ? this.#claimed(this.#start()) : undefined;
    return this.#claimed(idle);
  }

  #claimed(thread: JudgingThread): JudgingThread {
    clearTimeout(this.#idle.get(thread));
    this.#idle.delete(thread);
    return thread;
  }

  #start(): JudgingThread {
    const thread = new JudgingThread(() => this.#gone(thread));
    this.#threads.add(thread);
    this.#rest(thread);
    return thread;
  }

  async #perform(thread: JudgingThread, queued: QueuedTask): Promise<void> {
    queued.thread = thread;
    try {
      queued.resolve(await thread.perform(queued.policy, queued.task));
    } catch (error) {
      queued.reject(error);
    }
    if (thread.isEnded) this.#gone(thread);
    else this.#rest(thread);
    this.#next();
  }

  /** The thread waits for work, for so long. */
  #rest(thread: JudgingThread): void {
    const timer = setTimeout(() => {
      this.#gone(thread);
      thread.terminate();
    }, this.#options.idleMs);
    timer.unref();
    this.#idle.set(thread, timer);
  }

  #gone(thread: JudgingThread): void {
    this.#claimed(thread);
    // Its place is free: somebody may wait for one.
    if (this.#threads.delete(thread)) this.#next();
  }

  #abandon(queued: QueuedTask, reason: unknown): void {
    queued.reject(reason);
    if (queued.thread !== undefined) queued.thread.terminate();
    else this.#queue.splice(this.#queue.indexOf(queued), 1);
  }
}

const mostThreads = 2;
const defaultIdleMs = 60_000;

/** The threads of this process; the model keeps the other cores. */
export const sharedThreads = new ThreadPool({
  threads: Math.max(1, Math.min(mostThreads, availableParallelism() - 1)),
  idleMs: defaultIdleMs,
});
