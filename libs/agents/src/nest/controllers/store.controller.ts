import { type ServerResponse } from 'node:http';
import { Body, Delete, Get, HttpCode, Post, Put, Query, Res } from '@nestjs/common';
import { type z } from 'zod';
import { type JsonObject } from '../../contract/index.js';
import {
  namespacesSchema,
  storeDeleteSchema,
  storeGetSchema,
  storePutSchema,
  storeSearchSchema,
  toWireItem,
} from '../../protocol/index.js';
import { AgentsModeration } from '../agents-moderation.js';
import { AgentsServer } from '../agents-server.js';
import { AgentsController, Caller, type AgentsCaller, ZodPipe } from '../http/index.js';

/** The routes of the long-term memory. */
@AgentsController('store')
export class StoreController {
  readonly #server: AgentsServer;
  readonly #moderation: AgentsModeration;

  constructor(server: AgentsServer, moderation: AgentsModeration) {
    this.#server = server;
    this.#moderation = moderation;
  }

  @Put('items')
  @HttpCode(204)
  async put(
    @Caller() caller: AgentsCaller,
    @Body(new ZodPipe(storePutSchema)) body: z.infer<typeof storePutSchema>,
  ): Promise<void> {
    const { namespace, key, value } = await this.#moderation.moderate(caller, body, 'item');
    await this.#server.storage.storeItems.put({ owner: caller.owner, namespace, key, value });
  }

  @Get('items')
  async find(
    @Caller() { owner }: AgentsCaller,
    @Query(new ZodPipe(storeGetSchema)) { namespace, key }: z.infer<typeof storeGetSchema>,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const found = await this.#server.storage.storeItems.find(owner, namespace, key);
    // Clients of LangGraph expect JSON also when there is no value.
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(found === undefined ? null : toWireItem(found)));
  }

  @Delete('items')
  @HttpCode(204)
  async delete(
    @Caller() { owner }: AgentsCaller,
    @Body(new ZodPipe(storeDeleteSchema)) { namespace, key }: z.infer<typeof storeDeleteSchema>,
  ): Promise<void> {
    await this.#server.storage.storeItems.delete(owner, namespace, key);
  }

  @Post('items/search')
  @HttpCode(200)
  async search(
    @Caller() { owner }: AgentsCaller,
    @Body(new ZodPipe(storeSearchSchema)) body: z.infer<typeof storeSearchSchema>,
  ): Promise<JsonObject> {
    const { limit, offset, namespace_prefix: namespacePrefix } = body;
    const filter = { owner, namespacePrefix, filter: body.filter ?? undefined, query: body.query ?? undefined };
    const items = await this.#server.storage.storeItems.search(filter, { limit, offset });
    return { items: items.map(toWireItem) };
  }

  @Post('namespaces')
  @HttpCode(200)
  async listNamespaces(
    @Caller() { owner }: AgentsCaller,
    @Body(new ZodPipe(namespacesSchema)) body: z.infer<typeof namespacesSchema>,
  ): Promise<JsonObject> {
    const { limit, offset } = body;
    const filter = {
      prefix: body.prefix ?? undefined,
      suffix: body.suffix ?? undefined,
      maxDepth: body.max_depth ?? undefined,
    };
    return { namespaces: await this.#server.storage.storeItems.listNamespaces(owner, filter, { limit, offset }) };
  }
}
