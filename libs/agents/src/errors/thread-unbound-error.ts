import { AgentsError } from './agents-error.js';

/** Thrown when the state of a thread is changed and no agent is known for it. */
export class ThreadUnboundError extends AgentsError {
  static override readonly code = 'THREAD_UNBOUND';
  readonly code = ThreadUnboundError.code;

  constructor(id: string, options?: ErrorOptions) {
    super(
      `The thread ${id} belongs to no agent yet; start a run first, or create the thread with \`metadata.graph_id\`.`,
      options,
    );
  }
}
