import { type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { json, type Request, type RequestHandler, type Response } from 'express';
import { type Observable } from 'rxjs';
import { OpenAiError, type OpenAiErrorFields } from './openai-error.js';

/**
 * Reads JSON bodies up to a size. An interceptor, because those come after guards and before pipes: nothing is read for a
 * stranger.
 */
export class JsonBodyInterceptor implements NestInterceptor {
  private readonly parse: RequestHandler;

  constructor(maxBytes: number) {
    this.parse = json({ limit: maxBytes });
  }

  /** @throws OpenAiError 415 for another type, 413 for a body that is too large, 400 for one that cannot be read */
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    await this.read(http.getRequest(), http.getResponse());
    return next.handle();
  }

  private async read(request: Request, response: Response): Promise<void> {
    // `is` answers null when there is no body. One of another type would be left unread, and then be missed.
    if (request.is('json') === false) throw unsupportedType(request.headers['content-type']);
    await new Promise<void>((resolve, reject) => {
      void this.parse(request, response, (error?: unknown) => (error ? reject(new OpenAiError(fieldsOf(error as BodyParserError))) : resolve()));
    });
  }
}

function unsupportedType(type = 'that is not named'): OpenAiError {
  const message = `The body has the type ${type.slice(0, 100)}: send JSON, with Content-Type: application/json.`;
  return new OpenAiError({ status: 415, type: 'invalid_request_error', code: 'unsupported_media_type', message });
}

/** What Express's body parser throws, by the `type` that its documentation lists. */
interface BodyParserError extends Error {
  readonly type?: string;
  readonly status?: number;
  readonly limit?: number;
}

function fieldsOf(error: BodyParserError): OpenAiErrorFields {
  const kind = 'invalid_request_error';
  switch (error.type) {
    case 'entity.parse.failed':
      return { status: 400, type: kind, code: 'invalid_json', message: 'The request body is not valid JSON.' };
    case 'entity.too.large':
      return {
        status: 413,
        type: kind,
        code: 'body_too_large',
        message: `The request body is larger than the ${error.limit} bytes that are allowed.`,
      };
    default:
      return {
        status: error.status ?? 400,
        type: kind,
        code: 'invalid_body',
        message: `The request body cannot be read${error.type ? ` (${error.type})` : ''}.`,
      };
  }
}
