import { AgentsError } from './agents-error.js';

/** Thrown when a thread has a run that has not ended. */
export class ThreadBusyError extends AgentsError {
  static override readonly code = 'THREAD_BUSY';
  readonly code = ThreadBusyError.code;

  constructor(id: string, options?: ErrorOptions) {
    super(
      `The thread ${id} is busy with another run; wait until it has ended, or choose another \`multitask_strategy\`.`,
      options,
    );
  }
}
