import { type ErrorRequestHandler, json, type RequestHandler } from 'express';
import { OpenAiError, type OpenAiErrorFields } from './openai-error.js';

/** Reads JSON bodies up to a size, and answers those that it cannot read in OpenAI's shape. */
export function jsonBody(maxBytes: number): [RequestHandler, ErrorRequestHandler] {
  const answerError: ErrorRequestHandler = (error: BodyParserError, _request, response, _next) => {
    const shown = new OpenAiError(fieldsOf(error));
    response.status(shown.status).json(shown.body());
  };
  return [json({ limit: maxBytes }), answerError];
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
