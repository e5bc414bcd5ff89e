/** The result of one row. */
export interface RowResult {
  readonly suite: string;
  readonly row: string;
  /** Why it failed; undefined if it passed. */
  readonly error: string | undefined;
}

/** Takes the results of rows as they come. */
export type Report = (result: RowResult) => void;
