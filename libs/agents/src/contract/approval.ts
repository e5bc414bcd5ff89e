import { type JsonObject, type JsonValue } from './json.js';

/** The answers that a person may give to a call. */
export const approvalDecisions = ['approve', 'edit', 'reject', 'respond'] as const;

/** The answer of a person to a call. */
export type ApprovalDecision = (typeof approvalDecisions)[number];

/** A call that waits for a person. */
export interface ApprovalRecord {
  /** The id of the interrupt. */
  readonly id: string;
  readonly owner: string;
  readonly threadId: string;
  readonly runId: string;
  /** The name of the agent. */
  readonly agent: string;
  /** The calls: name and moderated arguments of each, with the reason why it waits. */
  readonly request: JsonValue;
  readonly status: 'pending' | 'decided' | 'expired';
  /** The decision, who made it, and the reason that they gave. */
  readonly decision: JsonObject | null;
  readonly createdAt: Date;
  /** The time at which it counts as rejected. Null: never. */
  readonly expiresAt: Date | null;
}
