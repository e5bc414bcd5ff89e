import { type ApprovalRecord, type JsonObject } from '../contract/index.js';

/** Converts an approval to the form in which clients read it. */
export function toWireApproval(record: ApprovalRecord): JsonObject {
  const { action_requests, review_configs } = record.request as JsonObject;
  return {
    approval_id: record.id,
    thread_id: record.threadId,
    run_id: record.runId,
    agent: record.agent,
    status: record.status,
    action_requests: action_requests ?? [],
    review_configs: review_configs ?? [],
    decision: record.decision,
    created_at: record.createdAt.toISOString(),
    expires_at: record.expiresAt?.toISOString() ?? null,
  };
}
