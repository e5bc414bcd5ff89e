import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { OpenToAll } from '../access/access.guard.js';
import { ApiDocument } from './api-document.js';
import { DescribeRoute } from './route-description.js';

/** The document, as far as clients rely on it. */
const openApiDocument = z
  .looseObject({ openapi: z.literal('3.1.0'), info: z.looseObject({ title: z.string(), version: z.string() }) })
  .meta({ id: 'OpenApiDocument' });

/** `GET /openapi.json`: describes every route of this server. */
@OpenToAll()
@Controller('openapi.json')
export class OpenApiController {
  readonly #document: ApiDocument;

  constructor(document: ApiDocument) {
    this.#document = document;
  }

  @DescribeRoute({
    id: 'getOpenApiDocument',
    group: 'Server',
    summary: 'Describe the API',
    description: 'This document. It needs no key and holds no setting but whether keys are asked for.',
    answer: {
      description: 'OpenAPI 3.1.',
      schema: openApiDocument,
      example: { openapi: '3.1.0', info: { title: 'Leeward', version: '0.1.0' }, paths: {} },
    },
  })
  @Get()
  find(): Promise<object> {
    return this.#document.find();
  }
}
