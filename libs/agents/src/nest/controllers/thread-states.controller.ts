import { type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Body, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { type JsonObject, type ThreadStateView } from '../../contract/index.js';
import {
  fromWireCheckpoint,
  historySchema,
  queryBoolean,
  stateAtSchema,
  stateUpdateSchema,
} from '../../protocol/index.js';
import { AgentsServer } from '../agents-server.js';
import { AgentsController, Caller, type AgentsCaller, IdPipe, ZodPipe } from '../http/index.js';

const stateQuerySchema = z.object({ subgraphs: queryBoolean });

/** The routes of the states of threads. */
@AgentsController('threads/:thread_id')
export class ThreadStatesController {
  readonly #server: AgentsServer;

  constructor(server: AgentsServer) {
    this.#server = server;
  }

  @Get('state')
  getState(
    @Caller() { owner }: AgentsCaller,
    @Param('thread_id', IdPipe) id: string,
    @Query(new ZodPipe(stateQuerySchema)) query: z.infer<typeof stateQuerySchema>,
  ): Promise<ThreadStateView> {
    return this.#server.runtime.getState(owner, id, {}, query);
  }

  @Post('state')
  @HttpCode(200)
  updateState(
    @Caller() { owner, policy }: AgentsCaller,
    @Param('thread_id', IdPipe) id: string,
    @Body(new ZodPipe(stateUpdateSchema)) body: z.infer<typeof stateUpdateSchema>,
  ): Promise<JsonObject> {
    return this.#server.runtime.updateState(owner, id, {
      values: body.values ?? null,
      asNode: body.as_node ?? undefined,
      checkpoint: fromWireCheckpoint(body.checkpoint, body.checkpoint_id),
      policy,
    });
  }

  @Post('state/checkpoint')
  @HttpCode(200)
  getStateAtCheckpoint(
    @Caller() { owner }: AgentsCaller,
    @Param('thread_id', IdPipe) id: string,
    @Body(new ZodPipe(stateAtSchema)) body: z.infer<typeof stateAtSchema>,
  ): Promise<ThreadStateView> {
    const subgraphs = body.subgraphs === true || body.subgraphs === 'true';
    return this.#server.runtime.getState(owner, id, fromWireCheckpoint(body.checkpoint), { subgraphs });
  }

  @Get('state/:checkpoint_id')
  getStateAt(
    @Caller() { owner }: AgentsCaller,
    @Param('thread_id', IdPipe) id: string,
    @Param('checkpoint_id', IdPipe) checkpointId: string,
    @Query(new ZodPipe(stateQuerySchema)) query: z.infer<typeof stateQuerySchema>,
  ): Promise<ThreadStateView> {
    return this.#server.runtime.getState(owner, id, { checkpointId }, query);
  }

  @Get('history')
  listHistory(
    @Caller() { owner }: AgentsCaller,
    @Param('thread_id', IdPipe) id: string,
    @Query(new ZodPipe(historySchema)) query: z.infer<typeof historySchema>,
  ): Promise<readonly ThreadStateView[]> {
    return this.#list(owner, id, query);
  }

  /** Sends all that is kept of a thread, as one file of JSON. */
  @Get('export')
  async export(
    @Caller() { owner }: AgentsCaller,
    @Param('thread_id', IdPipe) id: string,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const pieces = await this.#server.runtime.exportThread(owner, id);
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="thread-${id}.json"`,
    });
    // A client that leaves early needs nothing more.
    await pipeline(pieces, response).catch(() => response.destroy());
  }

  @Post('history')
  @HttpCode(200)
  findHistory(
    @Caller() { owner }: AgentsCaller,
    @Param('thread_id', IdPipe) id: string,
    @Body(new ZodPipe(historySchema)) body: z.infer<typeof historySchema>,
  ): Promise<readonly ThreadStateView[]> {
    return this.#list(owner, id, body);
  }

  #list(owner: string, id: string, asked: z.infer<typeof historySchema>): Promise<readonly ThreadStateView[]> {
    return this.#server.runtime.listHistory(owner, id, {
      limit: asked.limit,
      before: asked.before,
      metadata: asked.metadata ?? undefined,
      checkpoint: fromWireCheckpoint(asked.checkpoint),
    });
  }
}
