import { ContextOverflowError as LangChainContextOverflowError } from '@langchain/core/errors';
import { ContextOverflowError } from '@leeward/mixtral-llm';
import { HttpException } from '@nestjs/common';
import { type ErrorCode, findRow } from './error-table.js';
import { OpenAiError } from './openai-error.js';

/** Converts any error to the form in which callers may see it. The message of an unknown error is not shown. */
export function toOpenAiError(error: unknown): OpenAiError {
  if (error instanceof OpenAiError) return error;
  if (error instanceof HttpException) return fromHttpException(error);
  // LangChain wraps this one error in a class of its own.
  if (LangChainContextOverflowError.isInstance(error)) {
    return new OpenAiError('context_length_exceeded', { message: error.message, param: 'messages' });
  }
  const row = findRow(error);
  return row
    ? new OpenAiError(row.code, row)
    : new OpenAiError('internal_error', {
        message: 'The server failed. Try again; if it fails again, its log has the cause.',
      });
}

/** Names the field of the model's input when the input is too long. Any other error stays as it is. */
export function withInputField(error: unknown, field: 'messages' | 'prompt'): unknown {
  return ContextOverflowError.isInstance(error)
    ? new OpenAiError('context_length_exceeded', { message: error.message, param: field })
    : error;
}

/** The codes of errors that Nest and Express throw themselves: for a path without a route, and one that cannot be decoded. */
const codesByStatus: Readonly<Record<number, ErrorCode>> = { 400: 'invalid_request', 404: 'not_found' };

function fromHttpException(error: HttpException): OpenAiError {
  const status = error.getStatus();
  return new OpenAiError(codesByStatus[status], { status, message: error.message });
}
