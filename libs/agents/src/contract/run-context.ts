import { type RunLimits } from './agent.js';
import { type ApprovalStorage, type ToolCallStorage } from './agent-storage.js';

/** The facts of a run that middleware needs. */
export interface RunContext {
  readonly owner: string;
  readonly agent: string;
  readonly threadId: string;
  readonly runId: string;
  readonly limits: RunLimits;
  readonly toolCalls: ToolCallStorage;
  readonly approvals: ApprovalStorage;
  /** Tells why a run ends early, such as `loop`. It is saved with the run. */
  end(reason: string): void;
}

/** The field of `configurable` that holds it. LangGraph saves no field that begins with two underscores. */
export const runContextKey = '__leeward_run';

/** Finds the context of the run that a configuration of LangGraph belongs to. Undefined outside of our server. */
export function findRunContext(
  config: { readonly configurable?: object | undefined } | undefined,
): RunContext | undefined {
  return (config?.configurable as Readonly<Record<string, RunContext | undefined>> | undefined)?.[runContextKey];
}
