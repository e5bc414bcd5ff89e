import { createHash } from 'node:crypto';
import { type Moderator } from '@leeward/moderation';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { requestSignal } from './request-signal.js';

/** Who asks, for how long, and who judges it. */
export interface Caller {
  /** Tells callers apart, for a fair queue. Names nobody: a key is hashed. */
  readonly caller: string;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  /** Of the policy that the caller is under. */
  readonly moderator: Moderator;
}

/** What is noted about a request on its way in. */
export interface CallerLocals {
  moderator?: Moderator;
}

/** The caller of a request, as a parameter of a route. */
export const CallerOf = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const http = context.switchToHttp();
  return callerOf(http.getRequest<Request>(), http.getResponse<Response<unknown, CallerLocals>>());
});

/** Callers are told apart by their key if they have one, else by their address. What a body says of its user can be made up. */
function callerOf(request: Request, response: Response<unknown, CallerLocals>): Caller {
  const { moderator } = response.locals;
  // Fails closed: nothing is answered that nobody judges.
  if (!moderator) throw new Error('A request came in without a policy.');
  const { authorization } = request.headers;
  const caller = authorization ? createHash('sha256').update(authorization).digest('base64url') : (request.socket.remoteAddress ?? '');
  return { caller, signal: requestSignal(response), moderator };
}
