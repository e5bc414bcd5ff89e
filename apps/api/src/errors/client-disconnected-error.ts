import { ApiError } from './api-error.js';

/** The client closed the connection before its answer ended. It reads no answer any more. */
export class ClientDisconnectedError extends ApiError {
  static override readonly code = 'CLIENT_DISCONNECTED';
  readonly code = ClientDisconnectedError.code;

  constructor() {
    super('The client closed the connection.');
  }
}
