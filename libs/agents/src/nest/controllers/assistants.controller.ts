import { type ServerResponse } from 'node:http';
import { Body, Delete, Get, Header, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { v7 } from '@langchain/core/utils/uuid';
import { z } from 'zod';
import { AssistantExistsError, AssistantMissingError } from '../../errors/index.js';
import { type AssistantFilter, type AssistantRecord, type JsonObject, type JsonValue } from '../../contract/index.js';
import {
  assistantCountSchema,
  assistantCreateSchema,
  assistantLatestSchema,
  assistantPatchSchema,
  assistantSearchSchema,
  assistantVersionsSchema,
  queryBoolean,
  toWireAssistant,
} from '../../protocol/index.js';
import { describeGraph, drawGraph, listSubgraphs } from '../../protocol/graph-views.js';
import { AgentsModeration } from '../agents-moderation.js';
import { AgentsServer } from '../agents-server.js';
import { AgentsController, Caller, type AgentsCaller, ZodPipe } from '../http/index.js';
import { selectFields, toPageHeaders } from './page.js';

const sortingFields = {
  assistant_id: 'id',
  graph_id: 'graphId',
  name: 'name',
  created_at: 'createdAt',
  updated_at: 'updatedAt',
} as const;

const graphQuerySchema = z.object({ xray: z.string().optional() });
const subgraphsQuerySchema = z.object({ recurse: queryBoolean });
const deleteQuerySchema = z.object({ delete_threads: queryBoolean });

/** The routes of assistants. */
@AgentsController('assistants')
export class AssistantsController {
  readonly #server: AgentsServer;
  readonly #moderation: AgentsModeration;

  constructor(server: AgentsServer, moderation: AgentsModeration) {
    this.#server = server;
    this.#moderation = moderation;
  }

  @Post()
  @HttpCode(200)
  async create(
    @Caller() { owner }: AgentsCaller,
    @Body(new ZodPipe(assistantCreateSchema)) body: z.infer<typeof assistantCreateSchema>,
  ): Promise<JsonObject> {
    this.#server.runtime.assistants.findAgent(body.graph_id);
    await this.#server.runtime.assistants.saveAll();
    const { assistants } = this.#server.storage;
    const now = new Date();
    const id = body.assistant_id?.toLowerCase() ?? v7();
    const record: AssistantRecord = {
      id,
      owner,
      graphId: body.graph_id,
      name: 'Untitled',
      description: null,
      config: {},
      context: {},
      metadata: {},
      ...(await this.#toChange(body)),
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    if (await assistants.create(record)) return toWireAssistant(record);
    const existing = body.if_exists === 'do_nothing' ? await assistants.find(owner, id) : undefined;
    if (existing === undefined) throw new AssistantExistsError(id);
    return toWireAssistant(existing);
  }

  @Post('search')
  @HttpCode(200)
  async search(
    @Caller() { owner }: AgentsCaller,
    @Body(new ZodPipe(assistantSearchSchema)) body: z.infer<typeof assistantSearchSchema>,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<readonly JsonObject[]> {
    await this.#server.runtime.assistants.saveAll();
    const { limit, offset } = body;
    const filter = toFilter(owner, body);
    const sorting = { by: sortingFields[body.sort_by ?? 'created_at'], order: body.sort_order ?? 'desc' };
    const found = await this.#server.storage.assistants.search(filter, { limit, offset }, sorting);
    const total = await this.#server.storage.assistants.count(filter);
    for (const [name, value] of toPageHeaders({ limit, offset }, found.length, total)) response.setHeader(name, value);
    return found.map((assistant) => selectFields(toWireAssistant(assistant), body.select));
  }

  @Post('count')
  @HttpCode(200)
  @Header('content-type', 'application/json; charset=utf-8')
  async count(
    @Caller() { owner }: AgentsCaller,
    @Body(new ZodPipe(assistantCountSchema)) body: z.infer<typeof assistantCountSchema>,
  ): Promise<number> {
    await this.#server.runtime.assistants.saveAll();
    return this.#server.storage.assistants.count(toFilter(owner, body));
  }

  @Get(':assistant_id')
  async find(@Caller() { owner }: AgentsCaller, @Param('assistant_id') id: string): Promise<JsonObject> {
    return toWireAssistant((await this.#server.runtime.assistants.find(owner, id)).assistant);
  }

  @Patch(':assistant_id')
  async patch(
    @Caller() { owner }: AgentsCaller,
    @Param('assistant_id') id: string,
    @Body(new ZodPipe(assistantPatchSchema)) body: z.infer<typeof assistantPatchSchema>,
  ): Promise<JsonObject> {
    const { assistant } = await this.#server.runtime.assistants.find(owner, id);
    if (body.graph_id !== undefined && body.graph_id !== null) {
      this.#server.runtime.assistants.findAgent(body.graph_id);
    }
    const { metadata, ...change } = await this.#toChange(body);
    const merged = metadata === undefined ? change : { ...change, metadata: { ...assistant.metadata, ...metadata } };
    return this.#toWire(id, await this.#server.storage.assistants.update(owner, assistant.id, merged));
  }

  @Delete(':assistant_id')
  async delete(
    @Caller() { owner }: AgentsCaller,
    @Param('assistant_id') id: string,
    @Query(new ZodPipe(deleteQuerySchema)) query: z.infer<typeof deleteQuerySchema>,
  ): Promise<readonly string[]> {
    if (!(await this.#server.storage.assistants.delete(owner, id))) throw new AssistantMissingError(id);
    if (query.delete_threads) await this.#deleteThreads(owner, id);
    return [id];
  }

  @Post(':assistant_id/versions')
  @HttpCode(200)
  async listVersions(
    @Caller() { owner }: AgentsCaller,
    @Param('assistant_id') id: string,
    @Body(new ZodPipe(assistantVersionsSchema)) { limit, offset }: z.infer<typeof assistantVersionsSchema>,
  ): Promise<readonly JsonObject[]> {
    const { assistant } = await this.#server.runtime.assistants.find(owner, id);
    const versions = await this.#server.storage.assistants.listVersions(owner, assistant.id, { limit, offset });
    return versions.map(toWireAssistant);
  }

  @Post(':assistant_id/latest')
  @HttpCode(200)
  async setLatest(
    @Caller() { owner }: AgentsCaller,
    @Param('assistant_id') id: string,
    @Body(new ZodPipe(assistantLatestSchema)) { version }: z.infer<typeof assistantLatestSchema>,
  ): Promise<JsonObject> {
    return this.#toWire(id, await this.#server.storage.assistants.setLatest(owner, id, version));
  }

  @Get(':assistant_id/graph')
  async draw(
    @Caller() { owner }: AgentsCaller,
    @Param('assistant_id') id: string,
    @Query(new ZodPipe(graphQuerySchema)) { xray }: z.infer<typeof graphQuerySchema>,
  ): Promise<JsonValue> {
    const { agent } = await this.#server.runtime.assistants.find(owner, id);
    const levels = Number(xray);
    return drawGraph(agent.graph, Number.isInteger(levels) && levels > 0 ? levels : xray === 'true');
  }

  @Get(':assistant_id/schemas')
  async describe(@Caller() { owner }: AgentsCaller, @Param('assistant_id') id: string): Promise<JsonObject> {
    const { agent } = await this.#server.runtime.assistants.find(owner, id);
    return { graph_id: agent.name, ...describeGraph(agent.graph) };
  }

  @Get(['/:assistant_id/subgraphs', '/:assistant_id/subgraphs/:namespace'])
  async listSubgraphs(
    @Caller() { owner }: AgentsCaller,
    @Param('assistant_id') id: string,
    @Param('namespace') namespace: string | undefined,
    @Query(new ZodPipe(subgraphsQuerySchema)) { recurse }: z.infer<typeof subgraphsQuerySchema>,
  ): Promise<JsonObject> {
    const { agent } = await this.#server.runtime.assistants.find(owner, id);
    return listSubgraphs(agent.graph, namespace, recurse);
  }

  async #toChange(body: z.infer<typeof assistantPatchSchema>): Promise<Partial<AssistantRecord>> {
    const { graph_id: graphId, ...fields } = body;
    const moderated = await this.#moderation.moderate(fields, 'assistant');
    return Object.fromEntries(
      Object.entries({ graphId, ...moderated }).filter(([, value]) => value !== undefined && value !== null),
    );
  }

  async #deleteThreads(owner: string, id: string): Promise<void> {
    const { threads } = this.#server.storage;
    const filter = { owner, metadata: { assistant_id: id } };
    const sorting = { by: 'createdAt', order: 'asc' } as const;
    for (;;) {
      const found = await threads.search(filter, { limit: 100, offset: 0 }, sorting);
      for (const thread of found) {
        await this.#server.runtime.endRuns(owner, thread.id);
        await threads.delete(owner, thread.id);
      }
      if (found.length < 100) return;
    }
  }

  #toWire(id: string, record: AssistantRecord | undefined): JsonObject {
    if (record === undefined) throw new AssistantMissingError(id);
    return toWireAssistant(record);
  }
}

function toFilter(owner: string, body: z.infer<typeof assistantCountSchema>): AssistantFilter {
  return {
    owner,
    graphId: body.graph_id ?? undefined,
    name: body.name ?? undefined,
    metadata: body.metadata ?? undefined,
  };
}
