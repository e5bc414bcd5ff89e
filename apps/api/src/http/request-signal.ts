import { setMaxListeners } from 'node:events';
import { type Response } from 'express';

import { ClientDisconnectedError } from '../errors/client-disconnected-error.js';

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
  return forMany(controller.signal);
}

/** Aborts with the first of two, for everything that works for one answer. */
export function eitherSignal(one: AbortSignal, other: AbortSignal): AbortSignal {
  return forMany(AbortSignal.any([one, other]));
}

/** Each choice of an answer listens: more than ten listeners are no leak here, and no reason to warn. */
function forMany(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
