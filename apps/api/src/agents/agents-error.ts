import { type AgentsErrorAnswer } from '@leeward/agents/nest';
import { StorageError } from '@leeward/agents';
import { Logger } from '@nestjs/common';
import { type NextFunction, type Request, type Response } from 'express';
import { describeForLog } from '../errors/describe-for-log.js';
import { type ErrorFormLocals } from '../errors/error-form.js';
import { type OpenAiError } from '../errors/openai-error.js';
import { type ErrorLocals, reportError } from '../errors/report-error.js';
import { toOpenAiError } from '../errors/to-openai-error.js';

type ErrorResponse = Response<unknown, ErrorLocals>;

const logger = new Logger('agents');

/** Lets the errors of paths without a route have LangGraph's form. */
export function speakLangGraph(_: Request, response: Response<unknown, ErrorFormLocals>, next: NextFunction): void {
  response.locals.presentError = toDetail;
  next();
}

/** Answers an error of the server in LangGraph's form, and notes it with its request. */
export function answerAgentsError(
  error: unknown,
  usual: AgentsErrorAnswer | undefined,
  response: ErrorResponse,
): AgentsErrorAnswer {
  if (usual !== undefined && usual.code !== 'HTTP') {
    response.locals.errorCode = usual.code;
    if (StorageError.isInstance(error)) logger.error(error.logged);
    else if (usual.status >= 500) logger.error(`A request failed: ${usual.code}`);
    return usual;
  }
  const shown = toOpenAiError(error);
  reportError(logger, error, shown, response);
  const { retryAfterSeconds, status } = shown;
  return {
    status,
    ...toDetail(shown),
    headers: {
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` }),
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
  };
}

/** Describes an error of a run for the log, without text of users. */
export function describeRunError(error: unknown): string {
  if (StorageError.isInstance(error)) return error.logged;
  const described = describeForLog(error, toOpenAiError(error), { destroyed: false, socket: null });
  return described ?? (error instanceof Error ? error.name : 'something that is not an error was thrown');
}

function toDetail(error: OpenAiError): { readonly code: string; readonly detail: string } {
  const { code, type, message } = error.body().error;
  return { code: code ?? type, detail: message };
}
