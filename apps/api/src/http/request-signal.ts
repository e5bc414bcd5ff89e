import { type Response } from 'express';

/**
 * Aborts when the client goes away before the response is finished. Everything that works for a request takes this
 * signal, so that nobody generates for a closed connection.
 */
export function requestSignal(response: Response): AbortSignal {
  const controller = new AbortController();
  const leave = () => {
    if (!response.writableFinished) controller.abort(new ClientDisconnectedError());
  };
  // Who left while the body was read has left already.
  if (response.closed || response.destroyed) leave();
  else response.once('close', leave);
  return controller.signal;
}

/** The client closed the connection. There is nobody to tell. */
export class ClientDisconnectedError extends Error {
  override readonly name = 'ClientDisconnectedError';
  readonly code = 'CLIENT_DISCONNECTED';

  constructor() {
    super('The client closed the connection.');
  }
}
