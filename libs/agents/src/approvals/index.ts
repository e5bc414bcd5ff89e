export { type PersonDecision, readAnswer, toAnswer } from './answer.js';
export { approvalMiddleware, type ApprovalMiddlewareOptions } from './approval-middleware.js';
export { ApprovalRecords, isLate } from './approval-records.js';
export { askPerson, type AskOptions } from './ask-person.js';
export { type ReviewOptions, reviewCalls } from './review-calls.js';
export { prepareDecisions } from './prepare-decisions.js';
export { decideApproval, findApprovalRule } from './decide-approval.js';
export { type ApprovalQuestion, fromInterruptValue } from './question.js';
export { type ApprovalRule, type Approvals, approvalsSchema } from './rules.js';
