import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { type Response } from 'express';
import { describeForLog } from './describe-for-log.js';
import { toOpenAiError } from './to-openai-error.js';

/** Answers every error in OpenAI's shape. */
@Catch()
export class OpenAiErrorFilter implements ExceptionFilter {
  readonly #logger = new Logger('http');

  catch(exception: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const error = toOpenAiError(exception);
    const logged = describeForLog(exception, error, response);
    if (logged !== undefined) this.#logger.error(logged);
    if (response.destroyed || response.headersSent) {
      response.end();
      return;
    }
    if (error.retryAfterSeconds !== undefined) response.setHeader('Retry-After', `${error.retryAfterSeconds}`);
    // RFC 9110, section 11.6.1: a 401 names the scheme that it asks for.
    if (error.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    response.status(error.status).json(error.body());
  }
}
