import { createHash } from 'node:crypto';
import { type Request, type Response } from 'express';
import { requestSignal } from './request-signal.js';

/** Who asks, and for how long. */
export interface Caller {
  /** Tells callers apart, for a fair queue. Names nobody: a key is hashed. */
  readonly caller: string;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
}

/** Callers are told apart by their key if they have one, else by their address. What a body says of its user can be made up. */
export function callerOf(request: Request, response: Response): Caller {
  const { authorization } = request.headers;
  const caller = authorization ? createHash('sha256').update(authorization).digest('base64url') : (request.socket.remoteAddress ?? '');
  return { caller, signal: requestSignal(response) };
}
