import { Body, Controller, Post, Res } from '@nestjs/common';
import { type Response } from 'express';
import { type Caller, CallerParameter } from '../../http/caller.js';
import { CompletionsService } from '../completions.service.js';
import { chatCompletion } from './chat-completion.js';
import { type ChatCompletionsRequest, chatCompletionsSchema } from './chat-completions.schema.js';

/** `POST /v1/chat/completions`, as JSON or as server-sent events. */
@Controller('v1/chat/completions')
export class ChatCompletionsController {
  readonly #completions: CompletionsService;

  constructor(completions: CompletionsService) {
    this.#completions = completions;
  }

  @Post()
  create(
    @Body({ schema: chatCompletionsSchema }) body: ChatCompletionsRequest,
    @CallerParameter() caller: Caller,
    @Res() response: Response,
  ): Promise<void> {
    return this.#completions.answer(chatCompletion, body, caller, response);
  }
}
