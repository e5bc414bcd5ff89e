/** A call of a tool that acts on the world. It is written down before it runs, so that it never runs twice. */
export interface ToolCallRecord {
  /** The id of the call within its thread: the idempotency key that the tool gets. */
  readonly key: string;
  readonly threadId: string;
  readonly runId: string;
  readonly tool: string;
  /** `started` after a crash means that nobody knows whether it acted. */
  readonly status: 'started' | 'done';
  /** The moderated result, as JSON, once it is done. */
  readonly result: string | null;
}
