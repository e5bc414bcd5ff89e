/** Limits the requests to a paid service. */
export interface BudgetLimits {
  /** Default 600. */
  readonly requestsPerMinute?: number;
  /** Default: no limit. */
  readonly requestsPerDay?: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const defaultPerMinute = 600;

/** Counts requests in windows of a minute and a day. */
export class RequestBudget {
  readonly #windows: { readonly lengthMs: number; readonly limit: number; startedAt: number; count: number }[];
  readonly #now: () => number;

  constructor(
    { requestsPerMinute = defaultPerMinute, requestsPerDay = Infinity }: BudgetLimits,
    now: () => number = Date.now,
  ) {
    this.#now = now;
    this.#windows = [
      { lengthMs: minuteMs, limit: requestsPerMinute, startedAt: now(), count: 0 },
      { lengthMs: dayMs, limit: requestsPerDay, startedAt: now(), count: 0 },
    ];
  }

  /**
   * Takes some requests from the budget if every window has that many left.
   * @returns whether they were taken.
   */
  take(requests: number): boolean {
    const now = this.#now();
    for (const window of this.#windows) {
      if (now - window.startedAt < window.lengthMs) continue;
      window.startedAt = now;
      window.count = 0;
    }
    if (this.#windows.some(({ count, limit }) => count + requests > limit)) return false;
    for (const window of this.#windows) window.count += requests;
    return true;
  }
}
