import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { type Response } from 'express';
import { ToleratesFields } from '../compatibility/tolerance.interceptor.js';
import { type Caller, CallerParameter } from '../http/caller.js';
import { DescribeRoute } from '../openapi/index.js';
import { detokenizeRoute, tokenizeRoute } from './tokens.route.js';
import { type DetokenizeRequest, detokenizeSchema, type TokenizeRequest, tokenizeSchema } from './tokens.schema.js';
import { TokensService } from './tokens.service.js';

/** `POST /tokenize` and `POST /detokenize`: token ids of texts and conversations, and back, without generating. */
@ToleratesFields('tokens')
@Controller()
export class TokensController {
  readonly #tokens: TokensService;

  constructor(tokens: TokensService) {
    this.#tokens = tokens;
  }

  @DescribeRoute(tokenizeRoute)
  @Post('tokenize')
  @HttpCode(200)
  async tokenize(
    @Body({ schema: tokenizeSchema }) body: TokenizeRequest,
    @CallerParameter() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { result, leeward } = await this.#tokens.tokenize(body, caller, response);
    const { tokens, engine } = result;
    return { tokens, count: tokens.length, max_model_len: engine.model.contextSize, model: engine.model.id, leeward };
  }

  /** Answers with the text under both names: `content` is llama.cpp's, `prompt` is vLLM's. */
  @DescribeRoute(detokenizeRoute)
  @Post('detokenize')
  @HttpCode(200)
  async detokenize(
    @Body({ schema: detokenizeSchema }) body: DetokenizeRequest,
    @CallerParameter() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { result, leeward } = await this.#tokens.detokenize(body, caller, response);
    return { content: result, prompt: result, leeward };
  }
}
