import { Body, Controller, Post, Res } from '@nestjs/common';
import { type Response } from 'express';
import { sendAnswer } from '../send-answer.js';
import { type Caller, CallerParameter } from '../../http/caller.js';
import { type ChatCompletionsRequest, chatCompletionsSchema } from './chat-completions.schema.js';
import { ModeratedChatService } from './moderated-chat.service.js';
import { ChunkPresenter } from './present-chunks.js';
import { presentCompletion } from './present-completion.js';

/** `POST /v1/chat/completions`, as JSON or as server-sent events. */
@Controller('v1/chat/completions')
export class ChatCompletionsController {
  readonly #chat: ModeratedChatService;

  constructor(chat: ModeratedChatService) {
    this.#chat = chat;
  }

  @Post()
  async create(
    @Body({ schema: chatCompletionsSchema }) body: ChatCompletionsRequest,
    @CallerParameter() caller: Caller,
    @Res() response: Response,
  ): Promise<void> {
    await sendAnswer(
      () => this.#chat.answer(body, caller),
      {
        whole: ({ identity, report }, choices, usage) =>
          presentCompletion(identity, choices, {
            usage,
            moderation: report.present(),
            hasLogprobs: body.logprobs === true,
          }),
        chunks: ({ identity }) => new ChunkPresenter(identity, body.stream_options?.include_usage === true),
      },
      { response, caller, stream: body.stream === true },
    );
  }
}
