import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { type Response } from 'express';
import { OpenAiError } from './openai-error.js';
import { toOpenAiError } from './to-openai-error.js';

/** Answers every error in OpenAI's shape. What is not known is a 500 that tells the caller nothing of our insides. */
@Catch()
export class OpenAiErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(exception: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const error = toOpenAiError(exception);
    // Messages of unknown errors may hold text of users: the log gets the kind and the place only.
    const logged = error.status >= 500 && describe(exception);
    if (logged) this.logger.error(logged);
    if (response.destroyed || response.headersSent) {
      response.end();
      return;
    }
    if (error.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(error.retryAfterSeconds));
    response.status(error.status).json(error.body());
  }
}

function describe(exception: unknown): string | false {
  if (exception instanceof OpenAiError) return exception.logged;
  if (exception instanceof HttpException) return exception.message;
  if (!(exception instanceof Error)) return 'something that is not an error was thrown';
  const place = exception.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `${exception.name}${place ? ` ${place.trim()}` : ''}`;
}
