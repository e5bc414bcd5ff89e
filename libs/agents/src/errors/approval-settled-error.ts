import { AgentsError } from './agents-error.js';

/** Thrown for a decision about calls that do not wait any more. */
export class ApprovalSettledError extends AgentsError {
  static override readonly code = 'APPROVAL_SETTLED';
  readonly code = ApprovalSettledError.code;

  constructor(options?: ErrorOptions) {
    super(
      'The calls do not wait any more: somebody decided, their time was over, or the thread went on. ' +
        'GET /v1/approvals/{approval_id} gives the decision.',
      options,
    );
  }
}
