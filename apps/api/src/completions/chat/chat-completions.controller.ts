import { Body, Controller, Post, Res } from '@nestjs/common';
import { type Response } from 'express';
import { ToleratesFields } from '../../compatibility/tolerance.interceptor.js';
import { type Caller, CallerParameter } from '../../http/caller.js';
import { DescribeRoute } from '../../openapi/index.js';
import { CompletionsService } from '../completions.service.js';
import { chatCompletion } from './chat-completion.js';
import { chatCompletionsRoute } from './chat-completions.route.js';
import { ChatSettings } from './chat-settings.js';
import { type ChatCompletionsRequest, chatCompletionsSchema } from './schema/chat-completions.schema.js';

/** `POST /v1/chat/completions`, as JSON or as server-sent events. */
@ToleratesFields('chat')
@Controller('v1/chat/completions')
export class ChatCompletionsController {
  readonly #completions: CompletionsService;
  readonly #settings: ChatSettings;

  constructor(completions: CompletionsService, settings: ChatSettings) {
    this.#completions = completions;
    this.#settings = settings;
  }

  @DescribeRoute(chatCompletionsRoute)
  @Post()
  create(
    @Body({ schema: chatCompletionsSchema }) body: ChatCompletionsRequest,
    @CallerParameter() caller: Caller,
    @Res() response: Response,
  ): Promise<void> {
    return this.#completions.answer(chatCompletion, this.#settings.fillIn(body), caller, response);
  }
}
