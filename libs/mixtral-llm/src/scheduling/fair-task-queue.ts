import { addAbortListener } from 'node:events';
import { FairQueue } from './fair-queue.js';
import { WaitEstimator } from './wait-estimator.js';
import { QueueFullError } from '../errors/index.js';

/** Bounds how many tasks may wait. */
interface QueueLimits {
  readonly maxQueued: number;
  readonly maxQueuedPerCaller: number;
}

/** Names the caller of a task, and the signal that cancels the task while it waits. */
export interface TaskOptions {
  readonly caller: string;
  readonly signal: AbortSignal;
}

/** Runs one task at a time. Waiting tasks of different callers are served in turn. */
export class FairTaskQueue {
  readonly #waiting = new FairQueue<() => void>();
  readonly #waitEstimator = new WaitEstimator();
  readonly #limits: QueueLimits;
  #isBusy = false;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /**
   * Runs a task when those before it have ended.
   *
   * @throws {QueueFullError} when too many tasks wait
   * @throws the signal's reason when it aborts while the task waits
   */
  async run<Result>(task: () => Promise<Result>, options: TaskOptions): Promise<Result> {
    await this.#wait(options);
    const start = performance.now();
    try {
      return await task();
    } finally {
      this.#waitEstimator.record(performance.now() - start);
      this.#startNext();
    }
  }

  async #wait({ caller, signal }: TaskOptions): Promise<void> {
    signal.throwIfAborted();
    if (!this.#isBusy) {
      this.#isBusy = true;
      return;
    }
    const { maxQueued, maxQueuedPerCaller } = this.#limits;
    const { length } = this.#waiting;
    if (length >= maxQueued || this.#waiting.lengthFor(caller) >= maxQueuedPerCaller) {
      throw new QueueFullError(length, this.#waitEstimator.secondsUntilFree(length, 1));
    }
    await new Promise<void>((resolve, reject) => {
      const start = () => {
        listener[Symbol.dispose]();
        resolve();
      };
      const listener = addAbortListener(signal, () => {
        this.#waiting.remove(caller, start);
        reject(signal.reason);
      });
      this.#waiting.push(caller, start);
    });
  }

  #startNext(): void {
    const start = this.#waiting.shift();
    if (start) start();
    else this.#isBusy = false;
  }
}
