import { type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { raw, type Request, type RequestHandler, type Response } from 'express';
import { type Observable } from 'rxjs';
import { findExcess, type JsonExcess, requestBounds } from './json-bounds.js';
import { findReservedName } from '../schema/reserved-name.js';
import { OpenAiError } from '../../errors/openai-error.js';
import { toFieldPath } from '../../errors/validation-error.js';

/**
 * Reads JSON bodies up to a size, a depth and a number of values.
 *
 * Interceptors run after guards and before pipes: the body of a caller without access is not read, and a body beyond a
 * bound is not parsed.
 */
export class JsonBodyInterceptor implements NestInterceptor {
  readonly #readBytes: RequestHandler;

  constructor(maxBytes: number) {
    this.#readBytes = raw({ limit: maxBytes, type: () => true });
  }

  /**
   * Reads the body of a request before its route runs.
   *
   * @throws OpenAiError 415 for another type, charset or encoding, 413 for a body that is too large, 400 for one that cannot be read, is no JSON in UTF-8,
   *   is nested too deep, has too many values or a property named `__proto__`
   */
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    await this.#read(http.getRequest(), http.getResponse());
    return next.handle();
  }

  async #read(request: Request, response: Response): Promise<void> {
    // `is` returns null when there is no body. A body of another type must be refused: unread, it would count as absent.
    // OpenAI's client names no type where it sends nothing, but the length 0.
    const type = request.headers['content-type'];
    if (request.headers['content-length'] !== '0' && request.is('json') === false) throw createTypeError(type);
    assertCharset(type);
    await new Promise<void>((resolve, reject) => {
      void this.#readBytes(request, response, (error?: unknown) =>
        error ? reject(fromBodyParserError(error as BodyParserError)) : resolve(),
      );
    });
    const bytes: unknown = request.body;
    if (Buffer.isBuffer(bytes)) request.body = bytes.length === 0 ? undefined : parseJson(bytes);
  }
}

function parseJson(bytes: Uint8Array): unknown {
  const excess = findExcess(bytes, requestBounds);
  if (excess) throw toExcessError(excess);
  const value = decodeJson(bytes);
  const reserved = findReservedName(value);
  if (reserved === undefined) return value;
  const param = toFieldPath(reserved);
  throw new OpenAiError('invalid_value', {
    param,
    message: `The field "${param}" has a name that objects of JavaScript reserve. Rename it.`,
  });
}

function decodeJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new OpenAiError('invalid_json', { message: 'The request body is not valid JSON.' });
  }
}

function toExcessError({ bound, path, byte }: JsonExcess): OpenAiError {
  const param = toFieldPath(path);
  const location = `at byte ${byte}${param === '' ? '' : `, in "${param}"`}`;
  const problem =
    bound === 'levels'
      ? `is nested more than ${requestBounds.levels} levels deep`
      : `has more than ${requestBounds.values} values`;
  return new OpenAiError(bound === 'levels' ? 'too_many_levels' : 'too_many_values', {
    param: param === '' ? undefined : param,
    message: `The request body ${problem}: ${location}.`,
  });
}

function createTypeError(type = 'that is not named'): OpenAiError {
  const message = `The body has the type ${type.slice(0, 100)}: send JSON, with Content-Type: application/json.`;
  return new OpenAiError('unsupported_media_type', { message });
}

/** JSON is UTF-8 (RFC 8259, section 8.1), of which ASCII is a part. @throws OpenAiError 415 that names another charset */
function assertCharset(type = ''): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(type)?.[1];
  if (charset === undefined || /^(?:utf-?8|us-ascii)$/i.test(charset)) return;
  const message = `The body has the charset ${charset.slice(0, 100)}: send UTF-8, with Content-Type: application/json.`;
  throw new OpenAiError('unsupported_media_type', { message });
}

/** An error of Express's body parser. Its documentation lists the values of `type`. */
interface BodyParserError extends Error {
  readonly type?: string;
  readonly status?: number;
  readonly limit?: number;
  readonly encoding?: string;
}

function fromBodyParserError({ type, status, limit, encoding }: BodyParserError): OpenAiError {
  switch (type) {
    case 'entity.too.large':
      return new OpenAiError('body_too_large', {
        message: `The request body is larger than the ${limit} bytes that are allowed.`,
      });
    case 'encoding.unsupported':
      return new OpenAiError('unsupported_media_type', {
        message: `The body has the content encoding ${`${encoding}`.slice(0, 100)}: send it as it is, or with gzip, deflate or br.`,
      });
    default:
      return new OpenAiError('invalid_body', {
        status,
        message: `The request body cannot be read${type ? ` (${type})` : ''}.`,
      });
  }
}
