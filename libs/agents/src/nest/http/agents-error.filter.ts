import { type ServerResponse } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { ContentRefusedError } from '@leeward/moderation';
import { AgentsError } from '../../errors/index.js';

/** The HTTP status of each error, by its code. */
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
  APPROVAL_SETTLED: 409,
  QUEUE_FULL: 429,
};

/** Answers errors as LangGraph's servers do: an object with `detail`. The code is beside it. */
@Catch()
export class AgentsErrorFilter implements ExceptionFilter {
  readonly #logger = new Logger('agents');

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<ServerResponse>();
    const { status, code, detail } = describe(error);
    // The message of an unknown error may hold text of a user.
    if (status >= 500) this.#logger.error(`A request failed: ${error instanceof Error ? error.name : 'Error'}`);
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      ...(status === 429 ? { 'retry-after': '2' } : {}),
    });
    response.end(JSON.stringify({ detail, code }));
  }
}

interface ErrorAnswer {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

function describe(error: unknown): ErrorAnswer {
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
  return { status: 500, code: 'INTERNAL', detail: 'The server failed. Its log has more.' };
}
