import { type JsonObject, type JsonValue } from './json.js';
import { type CancelAction, type MultitaskStrategy, type RunArguments, type RunEvent, type RunRecord } from './run.js';
import { type ThreadRecord } from './thread.js';

/** A run that a caller asks for, before moderation. */
export interface RunRequest {
  readonly owner: string;
  /** The thread. Undefined: one is made for the run. */
  readonly threadId?: string | undefined;
  /** Whether a missing thread is made. */
  readonly createsThread: boolean;
  /** The id of an assistant, or the name of an agent. */
  readonly assistantId: string;
  readonly arguments: RunArguments;
  readonly metadata: JsonObject;
  readonly multitaskStrategy: MultitaskStrategy;
  /** Milliseconds until it begins. */
  readonly delay: number;
  /** The policy of the caller's key. Default: the agent's own. */
  readonly policy?: string | undefined;
  /** Called with the id of the run, under which decisions about it are recorded, before the first one. */
  readonly onDecisionId?: ((id: string) => void) | undefined;
}

/** The caller of a run. */
export type RunCaller = Pick<RunRequest, 'owner' | 'policy' | 'onDecisionId'>;

/** A task of a step, as clients see it. */
export interface ThreadTaskView {
  readonly id: string;
  readonly name: string;
  readonly path: JsonValue;
  readonly error: string | null;
  readonly interrupts: readonly JsonValue[];
  readonly checkpoint: JsonObject | null;
  readonly state: ThreadStateView | null;
  readonly result?: JsonValue | undefined;
}

/** The state of a thread at one checkpoint, as LangGraph's protocol has it. */
export interface ThreadStateView {
  readonly values: JsonObject;
  readonly next: readonly string[];
  readonly tasks: readonly ThreadTaskView[];
  /** Null: nothing ran yet. */
  readonly checkpoint: JsonObject | null;
  readonly parent_checkpoint: JsonObject | null;
  readonly metadata: JsonObject;
  readonly created_at: string | null;
}

/** Names a checkpoint of a thread. */
export interface CheckpointReference {
  readonly checkpointId?: string | undefined;
  readonly checkpointNamespace?: string | undefined;
}

/** Options for following a run. */
export interface FollowOptions {
  /** The id of the last event that the caller has. Default: 0, all of them. */
  readonly after?: number | undefined;
  /** Ends it, when the caller leaves. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs agents on threads. All that goes in is moderated before it is saved, and all that it gives out is moderated.
 *
 * @see ../errors for what its methods throw
 */
export interface AgentRuntime {
  /** Saves a run that waits for its turn. @throws ContentRefusedError, ThreadMissingError, ThreadBusyError … */
  createRun(request: RunRequest): Promise<RunRecord>;
  /** Gives the events of a run until it ends. */
  followRun(run: Pick<RunRecord, 'owner' | 'threadId' | 'id'>, options?: FollowOptions): AsyncIterable<RunEvent>;
  /** Waits until a run has ended. @returns the values of the thread, or `{ __error__ }` when it failed */
  waitForRun(run: Pick<RunRecord, 'owner' | 'threadId' | 'id'>, signal?: AbortSignal): Promise<JsonValue>;
  cancelRun(
    run: Pick<RunRecord, 'owner' | 'threadId' | 'id'>,
    action: CancelAction,
    options: { readonly waits: boolean },
  ): Promise<void>;
  getState(
    owner: string,
    threadId: string,
    checkpoint: CheckpointReference,
    options: { readonly subgraphs: boolean },
  ): Promise<ThreadStateView>;
  updateState(
    owner: string,
    threadId: string,
    update: {
      readonly values: JsonValue;
      readonly asNode?: string | undefined;
      readonly checkpoint: CheckpointReference;
      /** The policy of the caller's key. Default: the agent's own. */
      readonly policy?: string | undefined;
    },
  ): Promise<JsonObject>;
  listHistory(
    owner: string,
    threadId: string,
    options: {
      readonly limit: number;
      readonly before?: string | undefined;
      readonly metadata?: JsonObject | undefined;
      readonly checkpoint: CheckpointReference;
    },
  ): Promise<readonly ThreadStateView[]>;
  copyThread(owner: string, threadId: string): Promise<ThreadRecord>;
  /** Begins to take runs. */
  start(): void;
  /** Takes no more runs, and waits for those under way until the time is over. The others go on in the next process. */
  stop(milliseconds: number): Promise<void>;
}
