import { AgentsError } from './agents-error.js';
import { quoteName } from './quote-name.js';

/** Thrown for a run that is not there, or belongs to someone else. */
export class RunMissingError extends AgentsError {
  static override readonly code = 'RUN_MISSING';
  readonly code = RunMissingError.code;

  constructor(id: string, options?: ErrorOptions) {
    super(
      `There is no run ${quoteName(id)} on this thread; list its runs with GET /threads/{thread_id}/runs.`,
      options,
    );
  }
}
