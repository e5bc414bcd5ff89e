import { type NextFunction, type Request, type Response } from 'express';
import { type ErrorLocals } from '../errors/report-error.js';
import { type CallerLocals } from '../http/caller.js';
import { type RequestIdLocals } from '../http/request-id.js';
import { type Telemetry } from './telemetry.js';

type ObservedLocals = CallerLocals & RequestIdLocals & ErrorLocals;

/** The status in logs and figures for a client that left before its answer began, as nginx has it. */
const clientLeftStatus = 499;

/** The methods that have a label of their own. */
const knownMethods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

/** Creates a middleware that tells of every request when its connection is done with it. */
export function observeRequests(telemetry: Telemetry) {
  return (request: Request, response: Response<unknown, ObservedLocals>, next: NextFunction): void => {
    const method = knownMethods.has(request.method) ? request.method : 'other';
    const observed = telemetry.beginRequest(method, {
      traceparent: request.get('traceparent'),
      tracestate: request.get('tracestate'),
    });
    response.locals.onAnswerId = (id) => telemetry.addAnswerId(observed, id);
    response.once('close', () => {
      const { errorCode, holder, identity } = response.locals;
      const hasClientLeft = !response.writableFinished;
      telemetry.endRequest(observed, {
        method,
        route: findRoute(request),
        status: hasClientLeft && !response.headersSent ? clientLeftStatus : response.statusCode,
        hasClientLeft,
        errorCode,
        holder,
        requestId: identity?.id ?? '',
      });
    });
    next();
  };
}

/** Finds the pattern of a request's path. The path itself may hold text of the caller. */
function findRoute(request: Request): string {
  const path = (request.route as { readonly path?: unknown } | undefined)?.path;
  return typeof path === 'string' ? path : 'unknown';
}
