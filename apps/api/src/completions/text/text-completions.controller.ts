import { Body, Controller, Post, Res } from '@nestjs/common';
import { type Response } from 'express';
import { type AnswerPresenter, sendAnswer } from '../send-answer.js';
import { type Caller, CallerParameter } from '../../http/caller.js';
import { withInputField } from '../../errors/to-openai-error.js';
import { ModeratedTextService } from './moderated-text.service.js';
import { presentTextCompletion, TextChunkPresenter } from './present-text-completion.js';
import { type TextCompletionsRequest, textCompletionsSchema } from './text-completions.schema.js';

/** `POST /v1/completions`: a text is continued, without turns and templates. As JSON or as server-sent events. */
@Controller('v1/completions')
export class TextCompletionsController {
  readonly #texts: ModeratedTextService;

  constructor(texts: ModeratedTextService) {
    this.#texts = texts;
  }

  @Post()
  async create(
    @Body({ schema: textCompletionsSchema }) body: TextCompletionsRequest,
    @CallerParameter() caller: Caller,
    @Res() response: Response,
  ): Promise<void> {
    const presenter: AnswerPresenter = {
      whole: ({ identity, report }, choices, usage) =>
        presentTextCompletion(identity, choices, {
          usage,
          moderation: report.present(),
          hasLogprobs: typeof body.logprobs === 'number',
        }),
      chunks: ({ identity }) => new TextChunkPresenter(identity, body.stream_options?.include_usage === true),
    };
    try {
      await sendAnswer(() => this.#texts.answer(body, caller), presenter, {
        response,
        caller,
        stream: body.stream === true,
      });
    } catch (error) {
      throw withInputField(error, 'prompt');
    }
  }
}
