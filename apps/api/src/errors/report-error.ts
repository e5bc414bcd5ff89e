import { type Logger } from '@nestjs/common';
import { type Response } from 'express';
import { describeForLog } from './describe-for-log.js';
import { type OpenAiError } from './openai-error.js';

/** The error that a caller got, stored with the request for logs and figures. */
export interface ErrorLocals {
  /** The code of the error; its type for one without a code. */
  errorCode?: string;
}

/** The id of a request, as it is stored with it. */
interface IdentifiedLocals {
  readonly identity?: { readonly id: string };
}

/** Notes an error that is shown to a caller. A failure of the server is logged with the id of its request. */
export function reportError(
  logger: Pick<Logger, 'error'>,
  error: unknown,
  shown: OpenAiError,
  response: Response<unknown, ErrorLocals & IdentifiedLocals>,
): void {
  const { code, type } = shown.body().error;
  const { locals } = response;
  locals.errorCode = code ?? type;
  const logged = describeForLog(error, shown, response);
  if (logged === undefined) return;
  logger.error(locals.identity === undefined ? logged : `${logged} (request ${locals.identity.id})`);
}
