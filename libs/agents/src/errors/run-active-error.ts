import { AgentsError } from './agents-error.js';

/** Thrown for a run that has not ended, and should be deleted. */
export class RunActiveError extends AgentsError {
  static override readonly code = 'RUN_ACTIVE';
  readonly code = RunActiveError.code;

  constructor(id: string, options?: ErrorOptions) {
    super(`The run ${id} has not ended; cancel it first.`, options);
  }
}
