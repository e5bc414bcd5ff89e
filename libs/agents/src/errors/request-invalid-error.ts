import { AgentsError } from './agents-error.js';

/** Thrown for a request with a field that cannot be used. The message names the field, and not its value. */
export class RequestInvalidError extends AgentsError {
  static override readonly code = 'REQUEST_INVALID';
  readonly code = RequestInvalidError.code;

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(`The request cannot be used: ${problems.join('; ')}.`, options);
  }
}
