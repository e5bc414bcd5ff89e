import { type Moderator } from '@leeward/moderation';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { type KeyBudget, type LimitLocals } from '../limits/index.js';
import { type TimeLimitLocals } from '../protection/index.js';
import { toCallerAddress } from './caller-address.js';
import { type RequestIdLocals, toAnswerId } from './request-id.js';
import { createRequestSignal } from './request-signal.js';

/** The caller of a request, and the moderator of its policy. */
export interface Caller {
  /** Identifies the caller in the fair queue: by the holder of the key where keys are required, else by address. */
  readonly queueKey: string;
  /** The owner of what the request stores: the holder of the key. Where no keys are required, all callers are one owner. */
  readonly owner: string;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  /** Moderates under the caller's policy. */
  readonly moderator: Moderator;
  /** The name of the key's holder, for logs and figures. Undefined where no keys are required. */
  readonly holder: string | undefined;
  /** Milliseconds since 1970 from which on the caller's key is not valid. Undefined: it never expires. */
  readonly expires: number | undefined;
  /** The models that the caller's key may use, by their ids or other names. Undefined: all. */
  readonly models: readonly string[] | undefined;
  /** The limits of the caller's key. Undefined: it has none. */
  readonly budget: KeyBudget | undefined;
  /** Creates the id of the answer from that of the request, as `toAnswerId`. */
  readonly createAnswerId: (prefix: string) => string;
}

/** The results of the access guard, which it stores with a request. */
export interface CallerLocals {
  moderator?: Moderator;
  /** The name of the key's holder, where keys are required. */
  holder?: string;
  /** As `Caller.expires`. */
  expires?: number;
  /** The models that the key may use. Absent: all. */
  models?: readonly string[];
  /** The policy that the key or the request names. Absent: neither names one. */
  policy?: string;
  /** Called with each id under which decisions about the request are recorded. */
  onAnswerId?: (id: string) => void;
}

type Locals = CallerLocals & LimitLocals & RequestIdLocals & TimeLimitLocals;

/** Injects the caller of a request into a route. */
export const CallerParameter = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const http = context.switchToHttp();
  return toCaller(http.getRequest<Request>(), http.getResponse<Response<unknown, Locals>>());
});

/** Reads the caller of a request. The body's `user`, and a key that is not required, do not count: a caller can invent new ones. */
function toCaller(request: Request, response: Response<unknown, Locals>): Caller {
  const { moderator, holder, expires, models, budget, identity, onAnswerId, timeLimit } = response.locals;
  // Fails closed: without a moderator there is no answer.
  if (!moderator) throw new Error('AccessGuard did not run before this route: register it as APP_GUARD.');
  const queueKey =
    holder === undefined ? `address ${toCallerAddress(request.socket.remoteAddress ?? '')}` : `key ${holder}`;
  return {
    queueKey,
    owner: holder === undefined ? 'everyone' : `key ${holder}`,
    signal: createRequestSignal(response, timeLimit),
    moderator,
    holder,
    expires,
    models,
    budget,
    createAnswerId: (prefix) => {
      const id = toAnswerId(prefix, identity);
      onAnswerId?.(id);
      return id;
    },
  };
}
