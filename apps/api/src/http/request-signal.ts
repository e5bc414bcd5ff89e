import { setMaxListeners } from 'node:events';
import { type Response } from 'express';
import { ClientDisconnectedError } from '../errors/client-disconnected-error.js';

/**
 * Creates a signal that aborts when the client leaves before the response is finished, or its time is over.
 *
 * All work for a request takes this signal, so that no answer is generated for a closed connection.
 *
 * @param timeLimit aborted when the time is over. Default: there is no limit
 */
export function createRequestSignal(response: Response, timeLimit?: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const leave = (): void => {
    if (!response.writableFinished) controller.abort(new ClientDisconnectedError());
  };
  // The client may have left while the body was read.
  if (response.closed || response.destroyed) leave();
  else response.once('close', leave);
  return timeLimit ? createEitherSignal(controller.signal, timeLimit) : allowListeners(controller.signal);
}

/** Creates a signal that aborts with the first of two. */
export function createEitherSignal(one: AbortSignal, other: AbortSignal): AbortSignal {
  return allowListeners(AbortSignal.any([one, other]));
}

/** Allows any number of listeners: each choice of an answer adds one, so more than ten are no leak. */
function allowListeners(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
