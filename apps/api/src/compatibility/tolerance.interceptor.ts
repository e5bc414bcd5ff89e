import { type CallHandler, type ExecutionContext, type NestInterceptor, SetMetadata } from '@nestjs/common';
import { type Reflector } from '@nestjs/core';
import { type Request, type Response } from 'express';
import { type Observable } from 'rxjs';
import { type Endpoint } from './field-table.js';
import { takeHarmlessFields } from './take-harmless-fields.js';

/** The header that lists the fields of a request that were ignored. */
export const ignoredHeader = 'x-leeward-ignored';

const endpointOfController = 'endpoint';

/** Applies the table of fields to the bodies of a controller, as those of an endpoint. */
export const ToleratesFields = (endpoint: Endpoint) => SetMetadata(endpointOfController, endpoint);

/** Finds the endpoint whose fields a controller tolerates. Undefined: it tolerates none. */
export function findEndpoint(controller: object): Endpoint | undefined {
  return Reflect.getMetadata(endpointOfController, controller) as Endpoint | undefined;
}

/**
 * Takes fields without effect out of a body, and lists them in a header of the answer.
 *
 * It must run after the interceptor that reads bodies. Pipes run after all interceptors, so schemas see what is left.
 */
export class ToleranceInterceptor implements NestInterceptor {
  readonly #reflector: Reflector;
  readonly #isStrict: boolean;

  constructor(reflector: Reflector, isStrict: boolean) {
    this.#reflector = reflector;
    this.#isStrict = isStrict;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const endpoint = this.#reflector.get<Endpoint | undefined>(endpointOfController, context.getClass());
    if (endpoint !== undefined) {
      const http = context.switchToHttp();
      const ignored = takeHarmlessFields(http.getRequest<Request>().body, endpoint, this.#isStrict);
      if (ignored.length > 0) http.getResponse<Response>().setHeader(ignoredHeader, ignored.join(', '));
    }
    return next.handle();
  }
}
