import { type ServerResponse } from 'node:http';
import { Body, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { type z } from 'zod';
import { RunMissingError } from '../../errors/index.js';
import { type JsonObject } from '../../contract/index.js';
import {
  fromWireRun,
  type RunBody,
  runBatchSchema,
  runJoinSchema,
  runSchema,
  toWireRun,
} from '../../protocol/index.js';
import { AgentsServer } from '../agents-server.js';
import { AgentsController, Caller, type AgentsCaller, IdPipe, ZodPipe } from '../http/index.js';
import { RunAnswers, toEventNumber, toLocation } from '../run-answers.js';

/** The routes of runs without a thread: one is made for each, and deleted after it. */
@AgentsController('runs')
export class StatelessRunsController {
  readonly #server: AgentsServer;
  readonly #answers: RunAnswers;

  constructor(server: AgentsServer, answers: RunAnswers) {
    this.#server = server;
    this.#answers = answers;
  }

  @Post()
  @HttpCode(200)
  async create(
    @Caller() caller: AgentsCaller,
    @Body(new ZodPipe(runSchema)) body: RunBody,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<JsonObject> {
    const run = await this.#answers.create(fromWireRun(body, caller));
    for (const [name, value] of Object.entries(toLocation(run))) response.setHeader(name, value);
    return toWireRun(run);
  }

  @Post('stream')
  stream(
    @Caller() caller: AgentsCaller,
    @Body(new ZodPipe(runSchema)) body: RunBody,
    @Res() response: ServerResponse,
  ): Promise<void> {
    return this.#answers.stream(fromWireRun(body, caller), response);
  }

  @Post('wait')
  wait(
    @Caller() caller: AgentsCaller,
    @Body(new ZodPipe(runSchema)) body: RunBody,
    @Res() response: ServerResponse,
  ): Promise<void> {
    return this.#answers.wait(fromWireRun(body, caller), response);
  }

  @Post('batch')
  @HttpCode(200)
  async createAll(
    @Caller() caller: AgentsCaller,
    @Body(new ZodPipe(runBatchSchema)) bodies: readonly RunBody[],
  ): Promise<readonly JsonObject[]> {
    const runs: JsonObject[] = [];
    for (const body of bodies) runs.push(toWireRun(await this.#answers.create(fromWireRun(body, caller))));
    return runs;
  }

  @Get(':run_id/stream')
  async follow(
    @Caller() { owner }: AgentsCaller,
    @Param('run_id', IdPipe) id: string,
    @Query(new ZodPipe(runJoinSchema)) query: z.infer<typeof runJoinSchema>,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const run = await this.#server.storage.runs.find(owner, undefined, id);
    if (run === undefined) throw new RunMissingError(id);
    await this.#answers.follow(run, response, {
      after: toEventNumber(lastEventId),
      cancels: query.cancel_on_disconnect,
    });
  }
}
