import { type ArgumentsHost, Catch, type ExceptionFilter, Logger, NotFoundException } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { listAllowedMethods } from './allowed-methods.js';
import { type ErrorFormLocals } from './error-form.js';
import { OpenAiError } from './openai-error.js';
import { type ErrorLocals, reportError } from './report-error.js';
import { toOpenAiError } from './to-openai-error.js';

/** Answers every error in OpenAI's shape, or in another one that its path has. */
@Catch()
export class OpenAiErrorFilter implements ExceptionFilter {
  readonly #logger = new Logger('http');

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response<unknown, ErrorFormLocals & ErrorLocals>>();
    // Nest throws this for a request that has no route, before any guard.
    const allowed = exception instanceof NotFoundException ? listAllowedMethods(http.getRequest<Request>()) : [];
    const error = allowed.length > 0 ? createMethodError(allowed) : toOpenAiError(exception);
    reportError(this.#logger, exception, error, response);
    if (response.destroyed || response.headersSent) {
      response.end();
      return;
    }
    if (error.retryAfterSeconds !== undefined) response.setHeader('Retry-After', `${error.retryAfterSeconds}`);
    // OpenAI's clients read it: https://github.com/openai/openai-node, `shouldRetry`.
    if (error.isFinal) response.setHeader('x-should-retry', 'false');
    // RFC 9110, section 15.5.6: a 405 lists the methods of the path.
    if (error.status === 405) response.setHeader('Allow', allowed.join(', '));
    // RFC 9110, section 11.6.1: a 401 names the scheme that it asks for.
    if (error.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    response.status(error.status).json(response.locals.presentError?.(error) ?? error.body());
  }
}

function createMethodError(allowed: readonly string[]): OpenAiError {
  const message = `This path has no such method. Use ${allowed.join(' or ')}.`;
  return new OpenAiError('method_not_allowed', { message });
}
