import { FairQueue } from './fair-queue.js';
import { ServicePace } from './wait-estimator.js';
import { QueueFullError } from '../errors/index.js';

/** How many may wait. */
export interface TurnBounds {
  /** In all. */
  readonly most: number;
  /** Of one caller. */
  readonly mostOfOne: number;
}

/** Who wants something done, and until when. */
export interface Wanted {
  readonly caller: string;
  readonly signal: AbortSignal;
}

/** Does one thing after another, callers in turn. */
export class FairTurns {
  readonly #waiting = new FairQueue<() => void>();
  readonly #pace = new ServicePace();
  #isBusy = false;

  readonly #bounds: TurnBounds;

  constructor(bounds: TurnBounds) {
    this.#bounds = bounds;
  }

  /**
   * Does it when its turn has come. What is called off while it waits leaves the queue.
   *
   * @throws {QueueFullError} when too many wait
   * @throws the signal's reason when it is called off before its turn
   */
  async run<Result>(task: () => Promise<Result>, wanted: Wanted): Promise<Result> {
    await this.#turnOf(wanted);
    const start = performance.now();
    try {
      return await task();
    } finally {
      this.#pace.served(performance.now() - start);
      this.#next();
    }
  }

  async #turnOf({ caller, signal }: Wanted): Promise<void> {
    signal.throwIfAborted();
    if (!this.#isBusy) {
      this.#isBusy = true;
      return;
    }
    const { most, mostOfOne } = this.#bounds;
    const { length } = this.#waiting;
    if (length >= most || this.#waiting.lengthOf(caller) >= mostOfOne)
      throw new QueueFullError(length, this.#pace.secondsUntilFree(length, 1));
    await new Promise<void>((resolve, reject) => {
      const begin = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.remove(caller, begin);
        reject(signal.reason as Error);
      };
      this.#waiting.push(caller, begin);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #next(): void {
    const begin = this.#waiting.shift();
    if (begin) begin();
    else this.#isBusy = false;
  }
}
