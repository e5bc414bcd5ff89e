import {
  type HistoryLimits,
  type ItemPage,
  type PageRequest,
  type StoredHistory,
  type StoredItem,
} from './stored-item.js';

/** The state of a response, as OpenAI names it. */
export type ResponseStatus = 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled';

/** A response, whole. */
export interface ResponseRecord {
  readonly id: string;
  /** The holder to whom it belongs. No other one finds it. */
  readonly owner: string;
  readonly status: ResponseStatus;
  /** The fields of the response besides its output, as JSON. */
  readonly body: object;
  /** The items of this turn. */
  readonly input: readonly StoredItem[];
  readonly output: readonly StoredItem[];
  /** The response before it. */
  readonly previousId?: string | undefined;
  /** The conversation to which input and output are added. */
  readonly conversationId?: string | undefined;
  /** The events by which it was streamed. Default: it has none. */
  readonly events?: readonly object[] | undefined;
  /**
   * Milliseconds since 1970 until which an unfinished response counts as under way. Its process extends it, so that the
   * responses of a process that has ended count as failed.
   */
  readonly leaseUntil?: number | undefined;
}

/** A response that was found. */
export interface FoundResponse extends Pick<ResponseRecord, 'id' | 'status' | 'body' | 'output'> {
  /** Whether its process ended before it did. Its status is then `failed`. */
  readonly isInterrupted: boolean;
}

/** Whether items were added to a conversation. Where it is missing or full, nothing is saved. */
export type AddOutcome = 'added' | 'missing' | 'full';

/** Keeps responses. Each belongs to its owner; for everyone else it does not exist. */
export interface ResponseStorage {
  /** Saves a new response, and adds it to its conversation if it is finished. */
  create(record: ResponseRecord): Promise<AddOutcome>;
  /** Replaces an unfinished response by its end. A conversation without room stays as it is. @returns false for one that was deleted or cancelled, which stays so */
  finish(record: ResponseRecord): Promise<boolean>;
  find(owner: string, id: string): Promise<FoundResponse | undefined>;
  /** Marks an unfinished response as cancelled. */
  cancel(owner: string, id: string): Promise<void>;
  /** @returns whether it was there */
  delete(owner: string, id: string): Promise<boolean>;
  /** Lists the items of the turn itself. Undefined for a response that is not there. */
  listInput(owner: string, id: string, page: PageRequest): Promise<ItemPage | undefined>;
  /** Reads the events by which a response was streamed. Undefined when there are none. */
  readEvents(owner: string, id: string): Promise<readonly object[] | undefined>;
  /** Reads the items of a response and of all those before it. It counts as a use of them. */
  readHistory(owner: string, id: string, limits: HistoryLimits): Promise<StoredHistory>;
  /** Finds items of any record by their ids, in this order. It counts as a use of the records. */
  findItems(owner: string, ids: readonly string[], limits: HistoryLimits): Promise<StoredHistory>;
  /** Extends the lease of unfinished responses. */
  extendLeases(ids: readonly string[], leaseUntil: number): Promise<void>;
}

/** A conversation without its items. */
export interface ConversationRecord {
  readonly id: string;
  readonly owner: string;
  /** Its fields, as JSON. */
  readonly body: object;
}

/** Keeps conversations. Each belongs to its owner; for everyone else it does not exist. */
export interface ConversationStorage {
  create(record: ConversationRecord, items: readonly StoredItem[]): Promise<void>;
  find(owner: string, id: string): Promise<ConversationRecord | undefined>;
  /** Replaces the fields. @returns whether it was there */
  update(record: ConversationRecord): Promise<boolean>;
  /** @returns whether it was there */
  delete(owner: string, id: string): Promise<boolean>;
  /** Adds items at the end. A conversation is full when it alone would hold what its owner may keep. */
  append(owner: string, id: string, items: readonly StoredItem[]): Promise<AddOutcome>;
  listItems(owner: string, id: string, page: PageRequest): Promise<ItemPage | undefined>;
  findItem(owner: string, id: string, itemId: string): Promise<StoredItem | undefined>;
  /** @returns whether it was there */
  deleteItem(owner: string, id: string, itemId: string): Promise<boolean>;
  /** Checks whether `append` would find a conversation full. One that is not there has room. */
  hasRoom(owner: string, id: string, items: readonly StoredItem[]): Promise<boolean>;
  /** Reads all items. It counts as a use of the conversation. */
  readHistory(owner: string, id: string, limits: HistoryLimits): Promise<StoredHistory>;
}

/** Bounds for what is kept. */
export interface StorageLimits {
  /** Milliseconds after its last use until a record is deleted. */
  readonly timeToLive: number;
  /** The bytes that one owner may keep. Beyond them, the records that were used least recently are deleted. */
  readonly bytesPerOwner: number;
}

/** Keeps what the API stores. */
export interface Storage {
  readonly responses: ResponseStorage;
  readonly conversations: ConversationStorage;
  /** Deletes all records whose time is over. */
  deleteExpired(): Promise<void>;
  close(): Promise<void>;
}
