/** The part of a list that is asked for. */
export interface Page {
  /** The most entries. */
  readonly limit: number;
  /** The number of entries to skip. */
  readonly offset: number;
}

/** The order of a list. */
export interface Sorting<Field extends string> {
  readonly by: Field;
  readonly order: 'asc' | 'desc';
}
