export { type PersonDecision } from './answer.js';
export { approvalMiddleware, type ApprovalMiddlewareOptions } from './approval-middleware.js';
export { ApprovalRecords } from './approval-records.js';
export { askPerson, type AskOptions } from './ask-person.js';
export { type ReviewOptions, reviewCalls } from './review-calls.js';
export { decideApproval, findApprovalRule } from './decide-approval.js';
export { approvalDecisions } from './rules.js';
export { type ApprovalQuestion, type Call } from './question.js';
export { type ApprovalRule, type Approvals, approvalsSchema } from './rules.js';
