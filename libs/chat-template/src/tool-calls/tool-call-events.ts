/** What a `ToolCallParser` finds in an answer, in order. */
export type ToolCallEvent = AnswerTextDelta | ToolCallStart | ToolCallDelta | ToolCallEnd | ToolCallInvalid;

/** Text of the answer outside of calls. */
export interface AnswerTextDelta {
  readonly type: 'text-delta';
  readonly text: string;
}

/** A call begins: its name is known. */
export interface ToolCallStart {
  readonly type: 'tool-call-start';
  /** Counts the calls that an answer starts, from 0, those that turn out to be invalid included. */
  readonly index: number;
  readonly name: string;
}

/** A piece of the JSON text of a call's arguments. The pieces of a call add up to `ToolCallEnd.arguments`. */
export interface ToolCallDelta {
  readonly type: 'tool-call-delta';
  readonly index: number;
  readonly argumentsText: string;
}

/** A call is whole and valid: its arguments are a JSON object. */
export interface ToolCallEnd {
  readonly type: 'tool-call-end';
  readonly index: number;
  readonly name: string;
  /** JSON text of an object, as the model wrote it. */
  readonly arguments: string;
}

/**
 * Something began like a call and is none. Nothing is lost: the text is as the model wrote it, tags included. A very long one
 * comes in several events.
 */
export interface ToolCallInvalid {
  readonly type: 'tool-call-invalid';
  /** The call that was started, and is not to be made. Absent when nothing was started. */
  readonly index?: number | undefined;
  readonly text: string;
  readonly reason: 'malformed' | 'too-long' | 'unfinished';
}
