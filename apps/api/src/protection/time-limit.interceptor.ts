import { type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { type Response } from 'express';
import { Observable } from 'rxjs';
import { OpenAiError } from '../errors/openai-error.js';

/** The result of the interceptor, which it stores with a request. */
export interface TimeLimitLocals {
  /** Aborted when the time of the request is over. */
  timeLimit?: AbortSignal;
}

/** Milliseconds in which work may end in order once the time is over. */
const gracePeriod = 5000;

/**
 * Limits the time of a request, from its headers to the end of its answer.
 *
 * When it is over, the signal ends the work, and the answer is an error. Work that does not end is left to itself after a
 * few seconds: the caller gets the error, or the stream is cut.
 */
export class TimeLimitInterceptor implements NestInterceptor {
  readonly #seconds: number;

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const response = context.switchToHttp().getResponse<Response<unknown, TimeLimitLocals>>();
    const controller = new AbortController();
    const { signal } = controller;
    response.locals.timeLimit = signal;
    return new Observable((subscriber) => {
      const end = (): void => {
        if (response.headersSent) response.destroy();
        subscriber.error(signal.reason);
      };
      let timer = setTimeout(() => {
        controller.abort(createTimeoutError(this.#seconds));
        timer = setTimeout(end, gracePeriod);
      }, this.#seconds * 1000);
      // Work that is ended throws errors of many kinds; the time is the reason of them all.
      const running = next.handle().subscribe({
        next: (value) => subscriber.next(value),
        error: (error: unknown) => subscriber.error(signal.aborted ? signal.reason : error),
        complete: () => subscriber.complete(),
      });
      return () => {
        clearTimeout(timer);
        running.unsubscribe();
      };
    });
  }
}

function createTimeoutError(seconds: number): OpenAiError {
  const message =
    `The request took longer than ${seconds} seconds, and was ended. ` +
    'Ask for a shorter answer with "max_tokens", or raise REQUEST_TIMEOUT.';
  return new OpenAiError('request_timeout', { message });
}
