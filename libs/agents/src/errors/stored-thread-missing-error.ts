import { AgentsError } from './agents-error.js';

/** Thrown when something is saved to a thread or run that is not stored, because it was deleted meanwhile. */
export class StoredThreadMissingError extends AgentsError {
  static override readonly code = 'AGENT_THREAD_NOT_STORED';
  readonly code = StoredThreadMissingError.code;

  constructor(cause?: unknown) {
    super(
      'Its thread or run is not stored: it was deleted, or never saved. Nothing was saved; create the thread first.',
      {
        cause,
      },
    );
  }
}
