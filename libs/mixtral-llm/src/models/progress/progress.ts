/** How far a long step is. */
export interface Progress {
  /** What is done, for people: `Fetching SmolLM2 with pip`. */
  readonly task: string;
  /** Done so far, in the step's own unit (bytes, for files). */
  readonly done: number;
  /** All of it, when it is known. */
  readonly total?: number;
}

/** Called often; must be cheap. */
export type OnProgress = (progress: Progress) => void;
