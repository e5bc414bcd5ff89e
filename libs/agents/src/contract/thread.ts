import { type JsonObject, type JsonValue } from './json.js';

/** The state of a thread, as LangGraph names it. */
export type ThreadStatus = 'idle' | 'busy' | 'interrupted' | 'error';

/** A question of an agent that waits for an answer. */
export interface StoredInterrupt {
  readonly id: string;
  readonly value: JsonValue;
}

/** A thread. Its steps are kept by the checkpointer. */
export interface ThreadRecord {
  readonly id: string;
  /** The holder to whom it belongs. For everyone else it does not exist. */
  readonly owner: string;
  readonly metadata: JsonObject;
  readonly config: JsonObject;
  readonly status: ThreadStatus;
  /** The latest state, as clients see it. Null: nothing ran yet. */
  readonly values: JsonObject | null;
  /** The questions that wait for an answer, by task. */
  readonly interrupts: Readonly<Record<string, readonly StoredInterrupt[]>>;
  /** The error of the latest run, when the status is `error`. */
  readonly error: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly stateUpdatedAt: Date;
  /** The time at which it is deleted. Null: it is kept. */
  readonly expiresAt: Date | null;
}

/** Conditions that a listed thread meets. */
export interface ThreadFilter {
  readonly owner: string;
  readonly ids?: readonly string[] | undefined;
  readonly status?: ThreadStatus | undefined;
  /** Fields that its metadata has, with these values. */
  readonly metadata?: JsonObject | undefined;
  /** Fields that its values have, with these values. */
  readonly values?: JsonObject | undefined;
}
