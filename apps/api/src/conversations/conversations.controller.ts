import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { type Response } from 'express';
import { ToleratesFields } from '../compatibility/tolerance.interceptor.js';
import { type ErrorFormLocals } from '../errors/error-form.js';
import { type Caller, CallerParameter } from '../http/caller.js';
import { presentList } from '../http/schema/list-query.js';
import { DescribeRoute } from '../openapi/index.js';
import {
  type AddItemsRequest,
  addItemsSchema,
  type CreateConversationRequest,
  createConversationSchema,
  type ListItemsQuery,
  listItemsQuery,
  type UpdateConversationRequest,
  updateConversationSchema,
} from './conversations.schema.js';
import {
  addItemsRoute,
  createRoute,
  deleteItemRoute,
  deleteRoute,
  findItemRoute,
  listItemsRoute,
  retrieveRoute,
  updateRoute,
} from './conversations.route.js';
import { ConversationsService } from './conversations.service.js';

/** `/v1/conversations`: conversations that are kept here, and their items. */
@ToleratesFields('conversations')
@Controller('v1/conversations')
export class ConversationsController {
  readonly #conversations: ConversationsService;

  constructor(conversations: ConversationsService) {
    this.#conversations = conversations;
  }

  @DescribeRoute(createRoute)
  @Post()
  @HttpCode(200)
  create(
    @Body({ schema: createConversationSchema }) body: CreateConversationRequest,
    @CallerParameter() caller: Caller,
    @Res({ passthrough: true }) response: Response<unknown, ErrorFormLocals>,
  ): Promise<object> {
    return this.#conversations.create(body?.items ?? [], body?.metadata ?? {}, caller, response);
  }

  @DescribeRoute(retrieveRoute)
  @Get(':id')
  retrieve(@Param('id') id: string, @CallerParameter() caller: Caller): Promise<object> {
    return this.#conversations.find(id, caller);
  }

  @DescribeRoute(updateRoute)
  @Post(':id')
  @HttpCode(200)
  update(
    @Param('id') id: string,
    @Body({ schema: updateConversationSchema }) { metadata }: UpdateConversationRequest,
    @CallerParameter() caller: Caller,
  ): Promise<object> {
    return this.#conversations.update(id, metadata ?? {}, caller);
  }

  @DescribeRoute(deleteRoute)
  @Delete(':id')
  async delete(@Param('id') id: string, @CallerParameter() caller: Caller): Promise<object> {
    await this.#conversations.delete(id, caller);
    return { id, object: 'conversation.deleted', deleted: true };
  }

  @DescribeRoute(addItemsRoute)
  @Post(':id/items')
  @HttpCode(200)
  async addItems(
    @Param('id') id: string,
    @Body({ schema: addItemsSchema }) { items }: AddItemsRequest,
    @CallerParameter() caller: Caller,
    @Res({ passthrough: true }) response: Response<unknown, ErrorFormLocals>,
  ): Promise<object> {
    return presentList(await this.#conversations.addItems(id, items, caller, response));
  }

  @DescribeRoute(listItemsRoute)
  @Get(':id/items')
  async listItems(
    @Param('id') id: string,
    @Query({ schema: listItemsQuery }) query: ListItemsQuery,
    @CallerParameter() caller: Caller,
  ): Promise<object> {
    return presentList(await this.#conversations.listItems(id, query, caller));
  }

  @DescribeRoute(findItemRoute)
  @Get(':id/items/:item')
  findItem(@Param('id') id: string, @Param('item') item: string, @CallerParameter() caller: Caller): Promise<object> {
    return this.#conversations.findItem(id, item, caller);
  }

  @DescribeRoute(deleteItemRoute)
  @Delete(':id/items/:item')
  deleteItem(@Param('id') id: string, @Param('item') item: string, @CallerParameter() caller: Caller): Promise<object> {
    return this.#conversations.deleteItem(id, item, caller);
  }
}
