import { type ServerResponse } from 'node:http';
import { Body, Delete, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { type z } from 'zod';
import { RunActiveError, RunMissingError, ThreadMissingError } from '../../errors/index.js';
import { type JsonObject, type RunRecord } from '../../contract/index.js';
import {
  fromWireRun,
  type RunBody,
  runCancelSchema,
  runJoinSchema,
  runListSchema,
  runSchema,
  toWireRun,
} from '../../protocol/index.js';
import { AgentsServer } from '../agents-server.js';
import { AgentsController, Caller, type AgentsCaller, IdPipe, ZodPipe } from '../http/index.js';
import { RunAnswers, toEventNumber, toLocation } from '../run-answers.js';

type JoinQuery = z.infer<typeof runJoinSchema>;

/** The routes of runs on threads. */
@AgentsController('threads/:thread_id/runs')
export class RunsController {
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
    @Param('thread_id', IdPipe) threadId: string,
    @Body(new ZodPipe(runSchema)) body: RunBody,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<JsonObject> {
    const run = await this.#answers.create(fromWireRun(body, { ...caller, threadId }));
    for (const [name, value] of Object.entries(toLocation(run))) response.setHeader(name, value);
    return toWireRun(run);
  }

  @Post('stream')
  stream(
    @Caller() caller: AgentsCaller,
    @Param('thread_id', IdPipe) threadId: string,
    @Body(new ZodPipe(runSchema)) body: RunBody,
    @Res() response: ServerResponse,
  ): Promise<void> {
    return this.#answers.stream(fromWireRun(body, { ...caller, threadId }), response);
  }

  @Post('wait')
  wait(
    @Caller() caller: AgentsCaller,
    @Param('thread_id', IdPipe) threadId: string,
    @Body(new ZodPipe(runSchema)) body: RunBody,
    @Res() response: ServerResponse,
  ): Promise<void> {
    return this.#answers.wait(fromWireRun(body, { ...caller, threadId }), response);
  }

  @Get()
  async list(
    @Caller() { owner }: AgentsCaller,
    @Param('thread_id', IdPipe) threadId: string,
    @Query(new ZodPipe(runListSchema)) { limit, offset, status }: z.infer<typeof runListSchema>,
  ): Promise<readonly JsonObject[]> {
    const { threads, runs } = this.#server.storage;
    if ((await threads.find(owner, threadId)) === undefined) throw new ThreadMissingError(threadId);
    return (await runs.list(owner, threadId, { status }, { limit, offset })).map(toWireRun);
  }

  @Get(':run_id')
  async find(
    @Caller() { owner }: AgentsCaller,
    @Param('thread_id', IdPipe) threadId: string,
    @Param('run_id', IdPipe) id: string,
  ): Promise<JsonObject> {
    return toWireRun(await this.#find(owner, threadId, id));
  }

  @Delete(':run_id')
  @HttpCode(204)
  async delete(
    @Caller() { owner }: AgentsCaller,
    @Param('thread_id', IdPipe) threadId: string,
    @Param('run_id', IdPipe) id: string,
  ): Promise<void> {
    await this.#find(owner, threadId, id);
    if (!(await this.#server.storage.runs.delete(owner, threadId, id))) throw new RunActiveError(id);
  }

  @Get(':run_id/join')
  async join(
    @Caller() { owner }: AgentsCaller,
    @Param('thread_id', IdPipe) threadId: string,
    @Param('run_id', IdPipe) id: string,
    @Query(new ZodPipe(runJoinSchema)) query: JoinQuery,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const run = await this.#find(owner, threadId, id);
    await this.#answers.join(run, response, { cancels: query.cancel_on_disconnect });
  }

  @Get(':run_id/stream')
  async follow(
    @Caller() { owner }: AgentsCaller,
    @Param('thread_id', IdPipe) threadId: string,
    @Param('run_id', IdPipe) id: string,
    @Query(new ZodPipe(runJoinSchema)) query: JoinQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const run = await this.#find(owner, threadId, id);
    await this.#answers.follow(run, response, {
      after: toEventNumber(lastEventId),
      cancels: query.cancel_on_disconnect,
    });
  }

  @Post(':run_id/cancel')
  async cancel(
    @Caller() { owner }: AgentsCaller,
    @Param('thread_id', IdPipe) threadId: string,
    @Param('run_id', IdPipe) id: string,
    @Query(new ZodPipe(runCancelSchema)) { wait, action }: z.infer<typeof runCancelSchema>,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.#server.runtime.cancelRun({ owner, threadId, id }, action, { waits: wait });
    response.writeHead(wait ? 204 : 202).end();
  }

  async #find(owner: string, threadId: string, id: string): Promise<RunRecord> {
    const run = await this.#server.storage.runs.find(owner, threadId, id);
    if (run === undefined) throw new RunMissingError(id);
    return run;
  }
}
