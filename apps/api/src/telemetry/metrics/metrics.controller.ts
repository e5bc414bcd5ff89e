import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { OpenToAll } from '../../access/access.guard.js';
import { OpenAiError } from '../../errors/openai-error.js';
import { DescribeRoute } from '../../openapi/index.js';
import { type Metrics } from './metrics.js';
import { metricsRoute } from './metrics.route.js';

/** Identifies the figures of `GET /metrics` for injection. They exist only where they are switched on. */
export const metricsToken = Symbol('metrics');

/** Identifies the token of `GET /metrics` for injection. */
export const metricsAccessToken = Symbol('metrics access');

/** `GET /metrics`, for callers with access to the API. */
@Controller('metrics')
export class MetricsController {
  readonly #metrics: Metrics;

  constructor(@Inject(metricsToken) metrics: Metrics) {
    this.#metrics = metrics;
  }

  @DescribeRoute(metricsRoute)
  @Get()
  async read(@Res() response: Response): Promise<void> {
    response
      .status(200)
      .set('Content-Type', this.#metrics.contentType)
      .send(await this.#metrics.write());
  }
}

/** `GET /metrics`, for the holder of a token of its own: a scraper needs no access to the API. */
@OpenToAll()
@Controller('metrics')
export class TokenMetricsController {
  readonly #metrics: Metrics;
  readonly #tokenHash: Buffer;

  constructor(@Inject(metricsToken) metrics: Metrics, @Inject(metricsAccessToken) token: string) {
    this.#metrics = metrics;
    this.#tokenHash = hash(token);
  }

  /** @throws OpenAiError 401 without the token */
  @DescribeRoute(metricsRoute)
  @Get()
  async read(@Res() response: Response): Promise<void> {
    this.#assertToken(response.req);
    response
      .status(200)
      .set('Content-Type', this.#metrics.contentType)
      .send(await this.#metrics.write());
  }

  #assertToken(request: Request): void {
    const presented = /^Bearer +(\S{1,512})$/i.exec(request.get('authorization') ?? '')?.[1];
    // Hashes have one length, and a comparison of them tells nothing about the token.
    if (presented !== undefined && timingSafeEqual(hash(presented), this.#tokenHash)) return;
    throw new OpenAiError('invalid_api_key', {
      message: 'The metrics need the token of METRICS_TOKEN: send it as "Authorization: Bearer TOKEN".',
    });
  }
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
