import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { type Response } from 'express';
import { ToleratesFields } from '../compatibility/tolerance.interceptor.js';
import { type ErrorFormLocals } from '../errors/error-form.js';
import { type Caller, CallerParameter } from '../http/caller.js';
import { presentList } from '../http/schema/list-query.js';
import { DescribeRoute } from '../openapi/index.js';
import { type InputItemsQuery, inputItemsQuery, type RetrieveQuery, retrieveQuery } from './request/query.schema.js';
import { type ResponsesRequest, responsesSchema } from './request/responses.schema.js';
import { ResponseRecordsService } from './response-records.service.js';
import { cancelRoute, createRoute, deleteRoute, inputItemsRoute, retrieveRoute } from './responses.route.js';
import { ResponsesService } from './responses.service.js';

/** `POST /v1/responses`, as JSON or as server-sent events, and what is stored of it. */
@ToleratesFields('responses')
@Controller('v1/responses')
export class ResponsesController {
  readonly #responses: ResponsesService;
  readonly #records: ResponseRecordsService;

  constructor(responses: ResponsesService, records: ResponseRecordsService) {
    this.#responses = responses;
    this.#records = records;
  }

  @DescribeRoute(createRoute)
  @Post()
  create(
    @Body({ schema: responsesSchema }) body: ResponsesRequest,
    @CallerParameter() caller: Caller,
    @Res() response: Response<unknown, ErrorFormLocals>,
  ): Promise<void> {
    return this.#responses.create(body, caller, response);
  }

  @DescribeRoute(retrieveRoute)
  @Get(':id')
  async retrieve(
    @Param('id') id: string,
    @Query({ schema: retrieveQuery }) query: RetrieveQuery,
    @CallerParameter() { owner, signal }: Caller,
    @Res() response: Response<unknown, ErrorFormLocals>,
  ): Promise<void> {
    if (!query.stream) {
      response.status(200).json(await this.#records.find(owner, id));
      return;
    }
    const events = await this.#records.readEvents(owner, id, { startingAfter: query.starting_after, signal });
    await this.#responses.sendEvents(events, signal, response);
  }

  @DescribeRoute(cancelRoute)
  @Post(':id/cancel')
  @HttpCode(200)
  cancel(@Param('id') id: string, @CallerParameter() { owner }: Caller): Promise<object> {
    return this.#records.cancel(owner, id);
  }

  @DescribeRoute(deleteRoute)
  @Delete(':id')
  async delete(@Param('id') id: string, @CallerParameter() { owner }: Caller): Promise<object> {
    await this.#records.delete(owner, id);
    return { id, object: 'response', deleted: true };
  }

  @DescribeRoute(inputItemsRoute)
  @Get(':id/input_items')
  async listInput(
    @Param('id') id: string,
    @Query({ schema: inputItemsQuery }) query: InputItemsQuery,
    @CallerParameter() { owner }: Caller,
  ): Promise<object> {
    return presentList(await this.#records.listInput(owner, id, query));
  }
}
