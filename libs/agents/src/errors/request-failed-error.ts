import { AgentsError } from './agents-error.js';

/** Thrown when a request to another server fails. The message has its host, and neither the path nor the answer. */
export class RequestFailedError extends AgentsError {
  static override readonly code = 'REQUEST_FAILED';
  readonly code = RequestFailedError.code;

  constructor(host: string, reason: string, options?: ErrorOptions) {
    super(`The request to ${host} failed: ${reason}.`, options);
  }
}
