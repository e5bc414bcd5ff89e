import { type Moderator } from '@leeward/moderation';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { callerAddress } from './caller-address.js';
import { requestSignal } from './request-signal.js';

/** Who asks, for how long, and who judges it. */
export interface Caller {
  /** Tells callers apart, for a fair queue: by the holder of the key where keys are asked for, else by address. */
  readonly caller: string;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  /** Of the policy that the caller is under. */
  readonly moderator: Moderator;
}

/** What is noted about a request on its way in. */
export interface CallerLocals {
  moderator?: Moderator;
  /** The name of the key's holder, where keys are asked for. */
  holder?: string;
}

/** The caller of a request, as a parameter of a route. */
export const CallerParameter = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const http = context.switchToHttp();
  return callerOf(http.getRequest<Request>(), http.getResponse<Response<unknown, CallerLocals>>());
});

/** What a request says of itself tells nobody apart: a body's user, or a key that nobody asked for, can be made up anew each time. */
function callerOf(request: Request, response: Response<unknown, CallerLocals>): Caller {
  const { moderator, holder } = response.locals;
  // Fails closed: nothing is answered that nobody judges.
  if (!moderator) throw new Error('A request came in without a policy.');
  const caller =
    holder === undefined ? `address ${callerAddress(request.socket.remoteAddress ?? '')}` : `key ${holder}`;
  return { caller, signal: requestSignal(response), moderator };
}
