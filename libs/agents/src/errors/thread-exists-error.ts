import { AgentsError } from './agents-error.js';

/** Thrown for a new thread whose id is taken. */
export class ThreadExistsError extends AgentsError {
  static override readonly code = 'THREAD_EXISTS';
  readonly code = ThreadExistsError.code;

  constructor(id: string, options?: ErrorOptions) {
    super(`The thread ${id} exists already; choose another id, or send \`if_exists: do_nothing\`.`, options);
  }
}
