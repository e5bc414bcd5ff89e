import { z } from 'zod';
import { approvalDecisions, type JsonObject, type JsonValue } from '../../contract/index.js';
import { jsonObject, pageFields, recordId } from '../../protocol/schema-parts.js';

/** The query of a list of approvals. */
export const approvalListSchema = z.object({
  ...pageFields,
  status: z.enum(['pending', 'decided', 'expired']).optional(),
  agent: z.string().max(200).optional(),
  thread_id: recordId.optional(),
});

/** The id of an approval, which is that of its interrupt. */
export const approvalId = z.string().min(1).max(200);

/** The body of a decision: one for a single call, or `decisions` with one for each call. */
export const approvalDecisionSchema = z.union([
  z.object({ decisions: z.array(jsonObject).min(1).max(1_000) }),
  z.looseObject({ type: z.enum(approvalDecisions) }),
]);

/** Converts the body of a decision to the answer with which a run is resumed. */
export function toApprovalAnswer(body: z.infer<typeof approvalDecisionSchema>): JsonValue {
  return 'decisions' in body && Array.isArray(body.decisions)
    ? { decisions: body.decisions as JsonObject[] }
    : { decisions: [body as JsonObject] };
}
