/** Bounds for what is stored. */
export interface AgentStorageLimits {
  /**
   * The bytes of texts, checkpoints and events that one owner may store. A run that has begun may go beyond them; what is new is
   * refused then. Default: 1 GiB.
   */
  readonly bytesPerOwner?: number | undefined;
  /** The most events of one run. Default: 100,000. */
  readonly eventsPerRun?: number | undefined;
  /** Milliseconds for which the events of a run are kept after its end. Default: 24 hours. */
  readonly eventTimeToLive?: number | undefined;
  /** The most runs of one thread that wait. Default: 100. */
  readonly waitingRunsPerThread?: number | undefined;
  /** The most runs of one owner that wait. Default: 1,000. */
  readonly waitingRunsPerOwner?: number | undefined;
  /** The number of times that a run begins: one that ends its process each time is given up. Default: 5. */
  readonly attemptsPerRun?: number | undefined;
}

export type ResolvedLimits = { readonly [Name in keyof AgentStorageLimits]-?: number };

/** The bounds that hold where none are given. */
export const defaultStorageLimits: ResolvedLimits = {
  bytesPerOwner: 2 ** 30,
  eventsPerRun: 100_000,
  eventTimeToLive: 24 * 3_600_000,
  waitingRunsPerThread: 100,
  waitingRunsPerOwner: 1_000,
  attemptsPerRun: 5,
};

/** Completes bounds with the defaults. */
export function resolveLimits(limits: AgentStorageLimits = {}): ResolvedLimits {
  const given = Object.entries(limits).filter(([, value]) => value !== undefined);
  return { ...defaultStorageLimits, ...(Object.fromEntries(given) as Partial<ResolvedLimits>) };
}
