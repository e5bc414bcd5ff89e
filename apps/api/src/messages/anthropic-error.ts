import { type NextFunction, type Request, type Response } from 'express';
import { type ErrorFormLocals } from '../errors/error-form.js';
import { type OpenAiError } from '../errors/openai-error.js';
import { type LimitLocals } from '../limits/index.js';
import { type RequestIdLocals } from '../http/request-id.js';
import { type MessageSource, nameSource, toSourcePath } from './request/source-paths.js';

/** The kinds of error that Anthropic's clients know and that are given here. */
type AnthropicErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'timeout_error'
  | 'rate_limit_error'
  | 'api_error'
  | 'overloaded_error';

/** The header of a request's id in Anthropic's API. */
const anthropicRequestIdHeader = 'request-id';

const typesByStatus: Readonly<Record<number, AnthropicErrorType>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  408: 'timeout_error',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
};

/**
 * Details of errors about fields, by which Anthropic's clients know how to go on. Its runner of tools leaves `thread` out,
 * and sends the whole conversation instead.
 */
const detailsByField: Readonly<Record<string, { readonly error_code: string }>> = {
  thread: { error_code: 'thread_unsupported_request' },
};

/**
 * Converts an error to Anthropic's form. The field `leeward` has the rest: code, field and categories.
 *
 * @param sources the sources of the messages that the error may name. Default: they are those of the body
 */
export function toAnthropicError(
  error: OpenAiError,
  requestId: string | undefined,
  sources: readonly MessageSource[] | undefined,
) {
  const { message, code, param, categories } = error.body().error;
  const usual = error.status < 500 ? 'invalid_request_error' : 'api_error';
  return {
    type: 'error' as const,
    error: {
      type: typesByStatus[error.status] ?? usual,
      message: sources ? nameSource(message, sources) : message,
      details: code === 'unsupported_parameter' ? detailsByField[param ?? ''] : undefined,
    },
    request_id: requestId ?? null,
    leeward: { code, param: param === null || !sources ? param : toSourcePath(param, sources), categories },
  };
}

type Locals = ErrorFormLocals & LimitLocals & RequestIdLocals;

/** Makes every answer below a path speak Anthropic's form: its header for the request's id, its errors, and its limits. */
export function speakAnthropic(_request: Request, response: Response<unknown, Locals>, next: NextFunction): void {
  const id = response.locals.identity?.id;
  if (id !== undefined) response.setHeader(anthropicRequestIdHeader, id);
  response.locals.limitForm = 'anthropic';
  presentErrorWith(response);
  next();
}

/** Sets the form of errors of a response. @param sources as for `toAnthropicError` @returns the form */
export function presentErrorWith(
  { locals }: Response<unknown, Locals>,
  sources?: readonly MessageSource[],
): (error: OpenAiError) => object {
  const presentError = (error: OpenAiError) => toAnthropicError(error, locals.identity?.id, sources);
  locals.presentError = presentError;
  return presentError;
}
