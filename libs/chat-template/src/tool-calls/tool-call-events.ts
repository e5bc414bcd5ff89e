/** Describes one finding of a `ToolCallParser`, in the order of the answer. */
export type ToolCallEvent = AnswerTextDelta | ToolCallStart | ToolCallDelta | ToolCallEnd | ToolCallInvalid;

/** Holds text of the answer outside of calls. */
export interface AnswerTextDelta {
  readonly type: 'text-delta';
  readonly text: string;
}

/** Reports that a call began. Its name is complete. */
export interface ToolCallStart {
  readonly type: 'tool-call-start';
  /** Counts the started calls of an answer from 0, including those that turn out to be invalid. */
  readonly index: number;
  readonly name: string;
}

/** Holds a piece of the JSON text of a call's arguments. The pieces of a call add up to `ToolCallEnd.arguments`. */
export interface ToolCallDelta {
  readonly type: 'tool-call-delta';
  readonly index: number;
  readonly argumentsText: string;
}

/** Reports a complete and valid call. Its arguments are a JSON object. */
export interface ToolCallEnd {
  readonly type: 'tool-call-end';
  readonly index: number;
  readonly name: string;
  /** JSON text of an object, as the model wrote it. */
  readonly arguments: string;
}

/**
 * Reports text that began like a call but is not a valid call. The text is complete, tags included. A very long text comes
 * in several events.
 */
export interface ToolCallInvalid {
  readonly type: 'tool-call-invalid';
  /** The started call, which must not be made. Absent when no call was started. */
  readonly index?: number | undefined;
  readonly text: string;
  readonly reason: 'malformed' | 'too-long' | 'unfinished';
}
