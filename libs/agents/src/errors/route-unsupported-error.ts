import { AgentsError } from './agents-error.js';

/** Thrown for a route of LangGraph that this server does not have. */
export class RouteUnsupportedError extends AgentsError {
  static override readonly code = 'ROUTE_UNSUPPORTED';
  readonly code = RouteUnsupportedError.code;

  constructor(feature: string, advice: string, options?: ErrorOptions) {
    super(`This server has no ${feature}; ${advice}.`, options);
  }
}
