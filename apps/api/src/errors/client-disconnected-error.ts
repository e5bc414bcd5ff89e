/** The client closed the connection. There is nobody to tell. */
export class ClientDisconnectedError extends Error {
  override readonly name = 'ClientDisconnectedError';
  readonly code = 'CLIENT_DISCONNECTED';

  constructor() {
    super('The client closed the connection.');
  }
}
