import { type ServerResponse } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject, Logger } from '@nestjs/common';
import { ContentRefusedError } from '@leeward/moderation';
import { AgentsError, StorageError } from '../../errors/index.js';
import { type AgentsErrorAnswer, agentsOptions, type AgentsModuleOptions } from '../agents-options.js';

/** The HTTP status of each error that a request can meet, by its code. Any other error has the status 500. */
export const statusByCode: Readonly<Record<string, number>> = {
  REQUEST_INVALID: 422,
  ADDRESS_REFUSED: 422,
  AGENT_MISSING: 404,
  ASSISTANT_MISSING: 404,
  THREAD_MISSING: 404,
  RUN_MISSING: 404,
  APPROVAL_MISSING: 404,
  ROUTE_UNSUPPORTED: 404,
  ASSISTANT_EXISTS: 409,
  THREAD_EXISTS: 409,
  THREAD_BUSY: 409,
  THREAD_UNBOUND: 409,
  RUN_ACTIVE: 409,
  AGENT_STORAGE_FULL: 409,
  APPROVAL_SETTLED: 409,
  QUEUE_FULL: 429,
  AGENT_STORAGE_FAILED: 503,
};

/** Answers errors as LangGraph's servers do: an object with `detail`. The code is beside it. */
@Catch()
export class AgentsErrorFilter implements ExceptionFilter {
  readonly #logger = new Logger('agents');
  readonly #options: AgentsModuleOptions;

  constructor(@Inject(agentsOptions) options: AgentsModuleOptions) {
    this.#options = options;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<ServerResponse>();
    const usual = describe(error);
    const { answerError } = this.#options;
    const answer = answerError?.(error, usual, response) ?? usual ?? unknownError;
    const { status, code, detail, headers = {} } = answer;
    if (answerError === undefined && status >= 500) this.#log(error);
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      ...(status === 429 || status === 503 ? { 'retry-after': '2' } : {}),
      ...headers,
    });
    response.end(JSON.stringify({ detail, code }));
  }

  /** The message of an unknown error may hold text of a user. */
  #log(error: unknown): void {
    const reason = StorageError.isInstance(error) ? error.logged : error instanceof Error ? error.name : 'Error';
    this.#logger.error(`A request failed: ${reason}`);
  }
}

const unknownError: AgentsErrorAnswer = {
  status: 500,
  code: 'INTERNAL',
  detail: 'The server failed. Its log has more.',
};

function describe(error: unknown): AgentsErrorAnswer | undefined {
  if (AgentsError.isInstance(error)) {
    return { status: statusByCode[error.code] ?? 500, code: error.code, detail: error.message };
  }
  if (ContentRefusedError.isInstance(error)) {
    const isBlocked = error.verdict.outcome === 'block';
    return { status: isBlocked ? 422 : 503, code: error.code, detail: error.message };
  }
  if (error instanceof HttpException) {
    return { status: error.getStatus(), code: 'HTTP', detail: error.message.slice(0, 500) };
  }
  return undefined;
}
