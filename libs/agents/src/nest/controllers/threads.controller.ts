import { type ServerResponse } from 'node:http';
import { Body, Delete, Get, Header, Headers, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { v7 } from '@langchain/core/utils/uuid';
import { type z } from 'zod';
import { ThreadExistsError, ThreadMissingError } from '../../errors/index.js';
import { type JsonObject, type JsonValue, type ThreadFilter, type ThreadRecord } from '../../contract/index.js';
import {
  recordId,
  threadCountSchema,
  threadCreateSchema,
  threadPatchSchema,
  threadPruneSchema,
  threadSearchSchema,
  toWireThread,
  withoutNullish,
} from '../../protocol/index.js';
import { AgentsModeration } from '../agents-moderation.js';
import { AgentsServer } from '../agents-server.js';
import { AgentsController, Caller, type AgentsCaller, IdPipe, ZodPipe } from '../http/index.js';
import { selectFields, toPageHeaders } from './page.js';

const sortingFields = {
  thread_id: 'id',
  status: 'status',
  created_at: 'createdAt',
  updated_at: 'updatedAt',
  state_updated_at: 'stateUpdatedAt',
} as const;

const minute = 60_000;

/** The routes of threads. */
@AgentsController('threads')
export class ThreadsController {
  readonly #server: AgentsServer;
  readonly #moderation: AgentsModeration;

  constructor(server: AgentsServer, moderation: AgentsModeration) {
    this.#server = server;
    this.#moderation = moderation;
  }

  @Post()
  @HttpCode(200)
  async create(
    @Caller() caller: AgentsCaller,
    @Body(new ZodPipe(threadCreateSchema)) body: z.infer<typeof threadCreateSchema>,
  ): Promise<JsonObject> {
    const { owner, policy } = caller;
    const { threads } = this.#server.storage;
    const { threadMilliseconds } = this.#server.runtime.settings;
    const timeToLive = body.ttl === undefined ? threadMilliseconds : body.ttl * minute;
    const id = body.thread_id?.toLowerCase() ?? v7();
    const metadata = await this.#moderateMetadata(caller, body.metadata ?? {}, id);
    const now = new Date();
    const record: ThreadRecord = {
      id,
      owner,
      metadata,
      config: {},
      status: 'idle',
      values: null,
      interrupts: {},
      error: null,
      createdAt: now,
      updatedAt: now,
      stateUpdatedAt: now,
      expiresAt: timeToLive === undefined ? null : new Date(now.getTime() + timeToLive),
    };
    if (!(await threads.create(record))) {
      const existing = body.if_exists === 'do_nothing' ? await threads.find(owner, id) : undefined;
      if (existing === undefined) throw new ThreadExistsError(id);
      return toWireThread(existing);
    }
    const steps = body.supersteps ?? [];
    if (steps.length > 0) {
      await this.#server.runtime.applyUpdates(
        owner,
        id,
        steps.map(({ updates }) =>
          updates.map(({ values, command, as_node: asNode }) => ({
            values: values ?? undefined,
            command: command === undefined || command === null ? undefined : withoutNullish(command),
            asNode: asNode ?? undefined,
          })),
        ),
        policy,
      );
    }
    return toWireThread((await threads.find(owner, id)) ?? record);
  }

  @Post('search')
  @HttpCode(200)
  async search(
    @Caller() { owner }: AgentsCaller,
    @Body(new ZodPipe(threadSearchSchema)) body: z.infer<typeof threadSearchSchema>,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<readonly JsonObject[]> {
    const { limit, offset } = body;
    const filter = { ...toFilter(owner, body), ids: body.ids ?? undefined };
    const sorting = { by: sortingFields[body.sort_by ?? 'created_at'], order: body.sort_order ?? 'desc' };
    const found = await this.#server.storage.threads.search(filter, { limit, offset }, sorting);
    const total = await this.#server.storage.threads.count(filter);
    for (const [name, value] of toPageHeaders({ limit, offset }, found.length, total)) response.setHeader(name, value);
    return found.map((thread) => selectFields(toWireThread(thread), body.select));
  }

  // A number alone would be sent as text.
  @Post('count')
  @HttpCode(200)
  @Header('content-type', 'application/json; charset=utf-8')
  count(
    @Caller() { owner }: AgentsCaller,
    @Body(new ZodPipe(threadCountSchema)) body: z.infer<typeof threadCountSchema>,
  ): Promise<number> {
    return this.#server.storage.threads.count(toFilter(owner, body));
  }

  @Post('prune')
  @HttpCode(200)
  async prune(
    @Caller() { owner }: AgentsCaller,
    @Body(new ZodPipe(threadPruneSchema)) body: z.infer<typeof threadPruneSchema>,
  ): Promise<JsonObject> {
    let deleted = 0;
    for (const id of body.thread_ids) deleted += (await this.#server.storage.threads.delete(owner, id)) ? 1 : 0;
    return { pruned_count: deleted };
  }

  @Get(':thread_id')
  async find(@Caller() { owner }: AgentsCaller, @Param('thread_id', IdPipe) id: string): Promise<JsonObject> {
    return toWireThread(await this.#find(owner, id));
  }

  @Patch(':thread_id')
  async patch(
    @Caller() caller: AgentsCaller,
    @Param('thread_id', IdPipe) id: string,
    @Body(new ZodPipe(threadPatchSchema)) body: z.infer<typeof threadPatchSchema>,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<JsonObject | undefined> {
    const { owner } = caller;
    const metadata = await this.#moderateMetadata(caller, body.metadata ?? {}, id);
    const thread = await this.#find(owner, id);
    const updated = await this.#server.storage.threads.update(owner, id, {
      metadata: { ...thread.metadata, ...metadata },
      ...(body.ttl === undefined ? {} : { expiresAt: new Date(Date.now() + body.ttl * minute) }),
    });
    if (updated === undefined) throw new ThreadMissingError(id);
    if (prefer !== 'return=minimal') return toWireThread(updated);
    response.statusCode = 204;
    return undefined;
  }

  @Delete(':thread_id')
  @HttpCode(204)
  async delete(@Caller() { owner }: AgentsCaller, @Param('thread_id', IdPipe) id: string): Promise<void> {
    await this.#server.runtime.endRuns(owner, id);
    if (!(await this.#server.storage.threads.delete(owner, id))) throw new ThreadMissingError(id);
  }

  @Post(':thread_id/copy')
  @HttpCode(200)
  async copy(@Caller() { owner }: AgentsCaller, @Param('thread_id', IdPipe) id: string): Promise<JsonObject> {
    return toWireThread(await this.#server.runtime.copyThread(owner, id));
  }

  async #find(owner: string, id: string): Promise<ThreadRecord> {
    const thread = await this.#server.storage.threads.find(owner, id);
    if (thread === undefined) throw new ThreadMissingError(id);
    return thread;
  }

  /** Moderates metadata. The names of agents and assistants are ours, and no text of a user. */
  async #moderateMetadata(caller: AgentsCaller, metadata: JsonObject, threadId: string): Promise<JsonObject> {
    const { assistants } = this.#server.runtime;
    const isOurs = (name: string, value: JsonValue): boolean => {
      if (typeof value !== 'string') return false;
      if (name === 'graph_id') return assistants.findAgent(value).name === value;
      return name === 'assistant_id' && recordId.safeParse(value).success;
    };
    const [ours, others] = [true, false].map((wanted) =>
      Object.fromEntries(Object.entries(metadata).filter(([name, value]) => isOurs(name, value) === wanted)),
    );
    return { ...(await this.#moderation.moderate(caller, others ?? {}, 'metadata', threadId)), ...ours };
  }
}

function toFilter(owner: string, body: z.infer<typeof threadCountSchema>): ThreadFilter {
  return {
    owner,
    status: body.status ?? undefined,
    metadata: body.metadata ?? undefined,
    values: body.values ?? undefined,
  };
}
