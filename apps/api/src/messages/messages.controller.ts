import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { type Response } from 'express';
import { ToleratesFields } from '../compatibility/tolerance.interceptor.js';
import { type Caller, CallerParameter } from '../http/caller.js';
import { DescribeRoute } from '../openapi/index.js';
import { CountTokensService } from './count-tokens.service.js';
import {
  type CountTokensRequest,
  countTokensSchema,
  type MessagesRequest,
  messagesSchema,
} from './request/messages.schema.js';
import { countTokensRoute, messagesRoute } from './messages.route.js';
import { MessagesService } from './messages.service.js';

/** `POST /v1/messages` in Anthropic's form, as JSON or as server-sent events, and the count of a request's tokens. */
@ToleratesFields('messages')
@Controller('v1/messages')
export class MessagesController {
  readonly #messages: MessagesService;
  readonly #counts: CountTokensService;

  constructor(messages: MessagesService, counts: CountTokensService) {
    this.#messages = messages;
    this.#counts = counts;
  }

  @DescribeRoute(messagesRoute)
  @Post()
  create(
    @Body({ schema: messagesSchema }) body: MessagesRequest,
    @CallerParameter() caller: Caller,
    @Res() response: Response,
  ): Promise<void> {
    return this.#messages.answer(body, caller, response);
  }

  @DescribeRoute(countTokensRoute)
  @Post('count_tokens')
  @HttpCode(200)
  count(
    @Body({ schema: countTokensSchema }) body: CountTokensRequest,
    @CallerParameter() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ readonly input_tokens: number }> {
    return this.#counts.count(body, caller, response);
  }
}
