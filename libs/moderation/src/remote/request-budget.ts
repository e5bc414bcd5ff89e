/** How much may be asked of a paid service. */
export interface BudgetLimits {
  /** Default 600. */
  readonly requestsPerMinute?: number;
  /** Default: no limit. */
  readonly requestsPerDay?: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;
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
      { lengthMs: minute, limit: requestsPerMinute, startedAt: now(), count: 0 },
      { lengthMs: day, limit: requestsPerDay, startedAt: now(), count: 0 },
    ];
  }

  /** Takes some requests when all windows have them left; tells whether they had. */
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
