import { KeyBudget, type KeyWindows } from './key-budget.js';
import { type KeyLimits, limitKinds, type LimitName } from './key-limits.js';
import { LimitWindow } from './limit-window.js';

/** The number of keys at which those without a running window are forgotten for the first time. */
const firstSweep = 1024;

/** Keeps what each key has used, in the memory of this process. Another process counts for itself. */
export class KeyBudgets {
  readonly #windows = new Map<string, KeyWindows>();
  readonly #now: () => number;
  #sweepAt = firstSweep;

  /** @param now gets the milliseconds of a clock that never goes back. Default: that of the process */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The number of keys that are remembered. */
  get size(): number {
    return this.#windows.size;
  }

  /** Finds the budget of a key. @param id the hash of the key, under which a key of another name is the same one */
  for(id: string, limits: KeyLimits): KeyBudget {
    return new KeyBudget(limits, this.#windows.get(id) ?? this.#add(id), this.#now);
  }

  #add(id: string): KeyWindows {
    if (this.#windows.size >= this.#sweepAt) this.#sweep();
    const create = (name: LimitName) => new LimitWindow(limitKinds[name].periodMs);
    const windows = {
      requestsPerMinute: create('requestsPerMinute'),
      tokensPerMinute: create('tokensPerMinute'),
      tokensPerDay: create('tokensPerDay'),
    };
    this.#windows.set(id, windows);
    return windows;
  }

  /** Forgets the keys that have used nothing in a running window. Seldom, so that a new key costs little on average. */
  #sweep(): void {
    const now = this.#now();
    for (const [id, windows] of this.#windows) {
      if (Object.values(windows).every((window) => window.read(now).resetMs === 0)) this.#windows.delete(id);
    }
    this.#sweepAt = Math.max(firstSweep, this.#windows.size * 2);
  }
}
