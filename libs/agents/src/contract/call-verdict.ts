import { type ApprovalDecision } from './approval.js';

/** The codes of reasons for a verdict about a call. They never change, so programs may rely on them. */
export const callReasonCodes = [
  /** The approvals of the agent name this tool. */
  'approval_rule',
  /** The run has read text that a stranger can write. */
  'run_read_untrusted_text',
  /** The run has read data that must not leave. */
  'run_read_private_data',
  /** Every argument comes from what the user wrote, or from the instructions. */
  'arguments_from_user',
  /** Every argument comes from the user, the instructions, or results of trusted tools. */
  'arguments_from_trusted_text',
  /** An argument comes from elsewhere. */
  'argument_of_unknown_origin',
  /** The call has no argument by which its origin could be seen. */
  'no_argument_to_compare',
  /** An earlier attempt was begun, and its end is not known. */
  'outcome_unknown',
  /** The call went past the step in which calls are reviewed. */
  'not_reviewed',
] as const;

/** The code of a reason for a verdict about a call. */
export type CallReasonCode = (typeof callReasonCodes)[number];

/** A reason for a verdict about a call. */
export interface CallReason {
  readonly code: CallReasonCode;
  /** The reason in plain English, without text of users. */
  readonly text: string;
  /** The tool whose result is the cause. */
  readonly sourceTool?: string | undefined;
  /** The start of the text that is the cause, at most 200 characters. Show it to people, and write it into no log. */
  readonly excerpt?: string | undefined;
}

/** Tells whether a call may run, waits for a person, or is refused. */
export interface CallVerdict {
  readonly outcome: 'allow' | 'ask' | 'refuse';
  readonly reasons: readonly CallReason[];
}

/** The record of one decision about a call, for an audit log. It holds no text of users, no arguments and no results. */
export interface AgentDecision {
  readonly type: 'agent-decision';
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly owner?: string | undefined;
  readonly agent?: string | undefined;
  readonly threadId?: string | undefined;
  readonly runId?: string | undefined;
  readonly callId: string;
  readonly tool: string;
  /** A verdict of the rules, the decision of a person, or `expired`: no person has answered in time. */
  readonly outcome: CallVerdict['outcome'] | ApprovalDecision | 'expired';
  readonly reasons: readonly CallReasonCode[];
  /** The tools whose results are the cause. */
  readonly sourceTools: readonly string[];
  /** The person, by the name that they gave. */
  readonly decidedBy?: string | undefined;
  /** Whether that person gave a reason. The reason itself is in the record of the approval. */
  readonly hasReason?: boolean | undefined;
}

/** Hears of every decision. A call does not run before it has returned, and not at all when it throws. */
export type AgentDecisionListener = (decision: AgentDecision) => void | Promise<void>;
