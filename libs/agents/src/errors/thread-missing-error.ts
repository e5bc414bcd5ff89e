import { AgentsError } from './agents-error.js';
import { quoteName } from './quote-name.js';

/** Thrown for a thread that is not there, or belongs to someone else. */
export class ThreadMissingError extends AgentsError {
  static override readonly code = 'THREAD_MISSING';
  readonly code = ThreadMissingError.code;

  constructor(id: string, options?: ErrorOptions) {
    super(
      `There is no thread ${quoteName(id)}; create it with POST /threads, or send \`if_not_exists: create\` with the run.`,
      options,
    );
  }
}
