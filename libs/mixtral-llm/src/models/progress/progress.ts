/** Reports the progress of a long task. */
export interface Progress {
  /** Name of the task for people: `Fetching SmolLM2 with pip`. */
  readonly task: string;
  /** Units that are done. Files count in bytes. */
  readonly done: number;
  /** Units in all, when they are known. */
  readonly total?: number | undefined;
}

/** Receives progress. It is called often, so it must be fast. */
export type OnProgress = (progress: Progress) => void;
