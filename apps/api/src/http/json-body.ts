import { type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { raw, type Request, type RequestHandler, type Response } from 'express';
import { type Observable } from 'rxjs';
import { findExcess, type JsonExcess, requestBounds } from './json-bounds.js';
import { OpenAiError, type OpenAiErrorFields } from '../errors/openai-error.js';
import { fieldPath } from '../errors/validation-error.js';

/**
 * Reads JSON bodies up to a size, a depth and a number of values. An interceptor, because those come after guards and before pipes:
 * nothing is read for a stranger, and nothing is parsed, or walked, that goes beyond a bound.
 */
export class JsonBodyInterceptor implements NestInterceptor {
  readonly #readBytes: RequestHandler;

  constructor(maxBytes: number) {
    this.#readBytes = raw({ limit: maxBytes, type: () => true });
  }

  /**
   * @throws OpenAiError 415 for another type, 413 for a body that is too large, 400 for one that cannot be read, is no JSON in UTF-8,
   *   is nested too deep or has too many values
   */
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    await this.#read(http.getRequest(), http.getResponse());
    return next.handle();
  }

  async #read(request: Request, response: Response): Promise<void> {
    // `is` answers null when there is no body. One of another type would be left unread, and then be missed.
    if (request.is('json') === false) throw unsupportedType(request.headers['content-type']);
    await new Promise<void>((resolve, reject) => {
      void this.#readBytes(request, response, (error?: unknown) =>
        error ? reject(new OpenAiError(fieldsOf(error as BodyParserError))) : resolve(),
      );
    });
    const bytes: unknown = request.body;
    if (Buffer.isBuffer(bytes)) request.body = bytes.length === 0 ? undefined : parse(bytes);
  }
}

const kind = 'invalid_request_error';

function parse(bytes: Uint8Array): unknown {
  const excess = findExcess(bytes, requestBounds);
  if (excess) throw excessError(excess);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new OpenAiError({
      status: 400,
      type: kind,
      code: 'invalid_json',
      message: 'The request body is not valid JSON.',
    });
  }
}

function excessError({ bound, path, byte }: JsonExcess): OpenAiError {
  const param = fieldPath(path);
  const place = `at byte ${byte}${param === '' ? '' : `, in "${param}"`}`;
  const [code, problem] =
    bound === 'levels'
      ? ['too_many_levels', `is nested more than ${requestBounds.levels} levels deep`]
      : ['too_many_values', `has more than ${requestBounds.values} values`];
  return new OpenAiError({
    status: 400,
    type: kind,
    code,
    param: param === '' ? undefined : param,
    message: `The request body ${problem}: ${place}.`,
  });
}

function unsupportedType(type = 'that is not named'): OpenAiError {
  const message = `The body has the type ${type.slice(0, 100)}: send JSON, with Content-Type: application/json.`;
  return new OpenAiError({ status: 415, type: kind, code: 'unsupported_media_type', message });
}

/** What Express's body parser throws, by the `type` that its documentation lists. */
interface BodyParserError extends Error {
  readonly type?: string;
  readonly status?: number;
  readonly limit?: number;
}

function fieldsOf(error: BodyParserError): OpenAiErrorFields {
  if (error.type === 'entity.too.large') {
    return {
      status: 413,
      type: kind,
      code: 'body_too_large',
      message: `The request body is larger than the ${error.limit} bytes that are allowed.`,
    };
  }
  const message = `The request body cannot be read${error.type ? ` (${error.type})` : ''}.`;
  return { status: error.status ?? 400, type: kind, code: 'invalid_body', message };
}
