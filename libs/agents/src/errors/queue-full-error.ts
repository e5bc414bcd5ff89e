import { AgentsError } from './agents-error.js';

/** Thrown when too many runs wait. */
export class QueueFullError extends AgentsError {
  static override readonly code = 'QUEUE_FULL';
  readonly code = QueueFullError.code;

  constructor(options?: ErrorOptions) {
    super('Too many runs wait for their turn; try again later, or cancel some of them.', options);
  }
}
