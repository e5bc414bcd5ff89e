import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { type Response } from 'express';
import { ToleratesFields } from '../compatibility/tolerance.interceptor.js';
import { type Caller, CallerParameter } from '../http/caller.js';
import { DescribeRoute } from '../openapi/index.js';
import { embeddingsRoute } from './embeddings.route.js';
import { type EmbeddingsRequest, embeddingsSchema } from './embeddings.schema.js';
import { ModeratedEmbeddingsService } from './moderated-embeddings.service.js';
import { presentEmbeddings } from './present-embeddings.js';

/** `POST /v1/embeddings`: converts texts to vectors. */
@ToleratesFields('embeddings')
@Controller('v1/embeddings')
export class EmbeddingsController {
  readonly #embeddings: ModeratedEmbeddingsService;

  constructor(embeddings: ModeratedEmbeddingsService) {
    this.#embeddings = embeddings;
  }

  @DescribeRoute(embeddingsRoute)
  @Post()
  @HttpCode(200)
  async create(
    @Body({ schema: embeddingsSchema }) body: EmbeddingsRequest,
    @CallerParameter() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ) {
    return presentEmbeddings(await this.#embeddings.embed(body, caller, response), body.encoding_format ?? 'float');
  }
}
