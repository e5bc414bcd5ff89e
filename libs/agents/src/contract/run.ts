import { type JsonObject, type JsonValue } from './json.js';

/** The state of a run, as LangGraph names it. */
export type RunStatus = 'pending' | 'running' | 'error' | 'success' | 'timeout' | 'interrupted';

/** The ways to treat a run on a thread that is busy. */
export type MultitaskStrategy = 'reject' | 'enqueue' | 'interrupt' | 'rollback';

/** The ways to end a run early. `rollback` also undoes its steps, and deletes it. */
export type CancelAction = 'interrupt' | 'rollback';

/** The arguments of a run, after moderation. */
export interface RunArguments {
  readonly input?: JsonValue | undefined;
  /** `resume`, `update`, `goto`, as LangGraph's `Command` has them. */
  readonly command?: JsonObject | undefined;
  readonly config: JsonObject;
  readonly context?: JsonObject | undefined;
  readonly checkpoint?: JsonObject | undefined;
  readonly streamModes: readonly string[];
  readonly streamSubgraphs: boolean;
  readonly interruptBefore?: '*' | readonly string[] | undefined;
  readonly interruptAfter?: '*' | readonly string[] | undefined;
  readonly durability?: 'sync' | 'async' | 'exit' | undefined;
  /** An address that is called when the run has ended. */
  readonly webhook?: string | undefined;
  /** The policy of the caller's key. Default: the agent's own. */
  readonly policy?: string | undefined;
  /** Whether the run ends when its caller leaves. */
  readonly endsWithCaller: boolean;
  /** Whether its events can be read again. */
  readonly isResumable: boolean;
  /** Whether the thread was made for this run, and is deleted after it. */
  readonly deletesThread: boolean;
}

/** A run of an agent on a thread. */
export interface RunRecord {
  readonly id: string;
  readonly owner: string;
  readonly threadId: string;
  readonly assistantId: string;
  readonly status: RunStatus;
  readonly metadata: JsonObject;
  readonly arguments: RunArguments;
  readonly multitaskStrategy: MultitaskStrategy;
  /** The time before which it does not begin. */
  readonly startsAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** How often it was begun. More than 1 after a process has ended in the middle of it. */
  readonly attempts: number;
  /** The way in which somebody asked it to end. */
  readonly cancelRequested: CancelAction | null;
  /** A short reason of its end, such as `loop` or `step_limit`. Null: it ended by itself. */
  readonly endReason: string | null;
}

/** An event of a run, as its stream shows it. It holds only text that the moderator approved. */
export interface RunEvent {
  /** Counted from 1 within the run. */
  readonly id: number;
  /** Such as `values`, `messages/partial`, `updates|subgraph:id`, `error` or `end`. */
  readonly event: string;
  readonly data: JsonValue;
}

/** An event before it has its number. */
export type NewRunEvent = Omit<RunEvent, 'id'>;

/** The name of the last event of a run. Clients do not get it, as on LangGraph's servers. */
export const endEvent = 'end';
