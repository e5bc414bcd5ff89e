import { ApiError } from './api-error.js';

/** Thrown when the client closes the connection before its answer has ended. */
export class ClientDisconnectedError extends ApiError {
  static override readonly code = 'CLIENT_DISCONNECTED';
  readonly code = ClientDisconnectedError.code;

  constructor() {
    super('The client closed the connection.');
  }
}
