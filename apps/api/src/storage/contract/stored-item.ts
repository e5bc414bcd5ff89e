/** A message, a call or a result, as clients see it. It is JSON, and holds only text that the moderator approved. */
export interface StoredItem {
  readonly id: string;
  readonly type: string;
}

/** The part of a list that is asked for. */
export interface PageRequest {
  /** The most entries. */
  readonly limit: number;
  readonly order: 'asc' | 'desc';
  /** The id of the entry before the first one. Default: begins at the start. */
  readonly after?: string | undefined;
}

/** A part of a list. */
export interface ItemPage {
  readonly items: readonly StoredItem[];
  /** Whether there are more behind it. */
  readonly hasMore: boolean;
}

/** Bounds for items that are read together. */
export interface HistoryLimits {
  readonly items: number;
  /** Of their JSON, in UTF-8. */
  readonly bytes: number;
}

/** The items of a conversation so far, from the oldest, or the reason why there are none. */
export type StoredHistory =
  | { readonly outcome: 'found'; readonly items: readonly StoredItem[] }
  /** A record, or one before it, is not there. */
  | { readonly outcome: 'missing'; readonly id: string }
  /** A response is still being written. */
  | { readonly outcome: 'unfinished'; readonly id: string }
  | { readonly outcome: 'too-long' };
