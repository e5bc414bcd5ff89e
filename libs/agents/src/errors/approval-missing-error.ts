import { AgentsError } from './agents-error.js';
import { quoteName } from './quote-name.js';

/** Thrown for an approval that is not there, or belongs to another caller. */
export class ApprovalMissingError extends AgentsError {
  static override readonly code = 'APPROVAL_MISSING';
  readonly code = ApprovalMissingError.code;

  constructor(id: string, options?: ErrorOptions) {
    super(
      `There is no approval ${quoteName(id)}; list those that wait with GET /v1/approvals?status=pending.`,
      options,
    );
  }
}
