import { Semaphore } from './semaphore.js';

/** A request of many texts, or of a long one, must leave room for others. */
const maximumChecksAtOnce = 8;

interface StartedCheck {
  readonly controller: AbortController;
  /** Resolves when this check and all before it have ended, with or without an error. */
  readonly ended: Promise<void>;
}

/**
 * Runs the checks of one request side by side, at most eight at once. The first check that fails decides, in the order in which the
 * checks were started and not in the order of their answers, so that the same request always fails in the same way. Checks after
 * the failed one are aborted; those before it run on, because one of them may fail too and then decides.
 */
export class OrderedChecks {
  readonly #signal: AbortSignal | undefined;
  readonly #semaphore: Semaphore;
  readonly #started: StartedCheck[] = [];
  #firstFailed = Infinity;

  /**
   * @param signal aborts all checks
   * @param parent shares its limit of eight with these checks; see `nest`
   */
  constructor(signal?: AbortSignal, parent?: OrderedChecks) {
    this.#signal = signal;
    this.#semaphore = parent === undefined ? new Semaphore(maximumChecksAtOnce) : parent.#semaphore;
  }

  /**
   * Starts a check, at once while fewer than eight run.
   * @param check throws when it fails; its signal is aborted when its answer is no longer needed
   * @throws the error of the check, after all checks before it have ended: `Promise.all` then sees the first error in order
   */
  run<Result>(check: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    return this.#start((signal) => this.#semaphore.run(() => check(signal), signal));
  }

  /**
   * Starts a group of checks that has one position in the order and shares the limit of eight. The group itself takes
   * no slot: it only waits for its checks, and nested groups that took slots would deadlock.
   * @param group runs its checks on the `OrderedChecks` that it is given, and does nothing expensive outside them
   * @throws the error of the group, after all checks before it have ended
   */
  nest<Result>(group: (checks: OrderedChecks) => Promise<Result>): Promise<Result> {
    return this.#start((signal) => group(new OrderedChecks(signal, this)));
  }

  #start<Result>(check: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const index = this.#started.length;
    const controller = new AbortController();
    if (index > this.#firstFailed) controller.abort();
    const signal = this.#signal === undefined ? controller.signal : AbortSignal.any([this.#signal, controller.signal]);
    const before = this.#started.at(-1)?.ended ?? Promise.resolve();
    const result = this.#failInOrder(index, before, check(signal));
    const settled = result.then(ignore, ignore);
    this.#started.push({ controller, ended: before.then(() => settled) });
    return result;
  }

  async #failInOrder<Result>(index: number, before: Promise<void>, checked: Promise<Result>): Promise<Result> {
    try {
      return await checked;
    } catch (error) {
      this.#abortBehind(index);
      if (!this.#signal?.aborted) await before;
      throw error;
    }
  }

  #abortBehind(index: number): void {
    if (index >= this.#firstFailed) return;
    const end = Math.min(this.#started.length, this.#firstFailed + 1);
    this.#firstFailed = index;
    // Those behind the check that failed earlier are aborted already.
    for (const { controller } of this.#started.slice(index + 1, end)) controller.abort();
  }
}

function ignore(): void {
  // The caller of `run` gets the error; later checks only wait for the end.
}
