import { type ErrorRequestHandler, json, type RequestHandler } from 'express';
import { OpenAiError, type OpenAiErrorFields } from './openai-error.js';

/** Reads JSON bodies up to a size, and answers those that it cannot read in OpenAI's shape. */
export function jsonBody(maxBytes: number): [RequestHandler, RequestHandler, ErrorRequestHandler] {
  const answerError: ErrorRequestHandler = (error: BodyParserError, _request, response, _next) => {
    const shown = new OpenAiError(fieldsOf(error));
    response.status(shown.status).json(shown.body());
  };
  return [requireJson, json({ limit: maxBytes }), answerError];
}

/** A body of another type would be left unread, and then be missed. */
const requireJson: RequestHandler = (request, response, next) => {
  // `is` answers null when there is no body.
  if (request.is('json') !== false) return next();
  const message = `The body has the type ${request.headers['content-type'] ?? 'that is not named'}: send JSON, with Content-Type: application/json.`;
  const error = new OpenAiError({ status: 415, type: 'invalid_request_error', code: 'unsupported_media_type', message });
  response.status(error.status).json(error.body());
};

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
