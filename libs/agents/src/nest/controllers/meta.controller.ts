import { All, Get } from '@nestjs/common';
import { type JsonObject } from '../../contract/index.js';
import { RouteUnsupportedError } from '../../errors/index.js';
import { AgentsController } from '../http/index.js';

/** The routes that describe the server, and those of LangGraph that it does not have. */
@AgentsController()
export class MetaController {
  @Get('ok')
  isOk(): JsonObject {
    return { ok: true };
  }

  @Get('info')
  describe(): JsonObject {
    return {
      context: 'js',
      flags: { assistants: true, crons: false, langsmith: false, langsmith_tracing_replicas: false },
    };
  }

  @All(['runs/crons', 'runs/crons/*path', 'threads/:thread_id/runs/crons'])
  refuseCrons(): never {
    throw new RouteUnsupportedError('crons', 'let a scheduler of yours start the runs');
  }
}
