import { type OpenAiError } from '../../errors/openai-error.js';
import { type ResponseError } from './present-response.js';

/** The error of a response whose process ended before it did. */
export const interruptedError: ResponseError = {
  code: 'server_error',
  message: 'The server was stopped before the response was finished. Send the request again.',
};

/** Converts an error to the form that a failed response has. OpenAI's API has a code for each kind of error only. */
export function toResponseError(error: OpenAiError): ResponseError {
  const { message } = error.body().error;
  if (error.status === 429) return { code: 'rate_limit_exceeded', message };
  return { code: error.status < 500 ? 'invalid_prompt' : 'server_error', message };
}
