import { type Logger } from '@nestjs/common';
import { type Response } from 'express';
import { describeForLog } from './describe-for-log.js';
import { type OpenAiError } from './openai-error.js';

/** The error that a caller got, stored with the request for logs and figures. */
export interface ErrorLocals {
  /** The code of the error; its type for one without a code. */
  errorCode?: string;
}

/** Notes an error that is shown to a caller, and logs it if it is a failure of the server. */
export function reportError(
  logger: Pick<Logger, 'error'>,
  error: unknown,
  shown: OpenAiError,
  response: Response<unknown, ErrorLocals>,
): void {
  const { code, type } = shown.body().error;
  response.locals.errorCode = code ?? type;
  const logged = describeForLog(error, shown, response);
  if (logged !== undefined) logger.error(logged);
}
