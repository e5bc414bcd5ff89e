import { Body, Controller, Post, Res } from '@nestjs/common';
import { type Response } from 'express';
import { ToleratesFields } from '../../compatibility/tolerance.interceptor.js';
import { type Caller, CallerParameter } from '../../http/caller.js';
import { DescribeRoute } from '../../openapi/index.js';
import { CompletionsService } from '../completions.service.js';
import { textCompletion } from './text-completion.js';
import { textCompletionsRoute } from './text-completions.route.js';
import { type TextCompletionsRequest, textCompletionsSchema } from './text-completions.schema.js';

/** `POST /v1/completions`: continues a text, without turns and templates. As JSON or as server-sent events. */
@ToleratesFields('text')
@Controller('v1/completions')
export class TextCompletionsController {
  readonly #completions: CompletionsService;

  constructor(completions: CompletionsService) {
    this.#completions = completions;
  }

  @DescribeRoute(textCompletionsRoute)
  @Post()
  create(
    @Body({ schema: textCompletionsSchema }) body: TextCompletionsRequest,
    @CallerParameter() caller: Caller,
    @Res() response: Response,
  ): Promise<void> {
    return this.#completions.answer(textCompletion, body, caller, response);
  }
}
