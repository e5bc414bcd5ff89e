import { Controller, Get, HttpCode } from '@nestjs/common';
import { OpenToAll } from '../access/access.guard.js';
import { AuditHealth } from './audit-health.js';
import { GuardHealth } from './guard-health.js';
import { EmbeddingHost } from '../model/embedding-host.js';
import { ModelHost } from '../model/model-host.js';
import { DescribeRoute } from '../openapi/index.js';
import { liveRoute, readyRoute } from './health.route.js';

/** Reports to orchestrators whether the process is alive, and whether it can answer. */
@OpenToAll()
@Controller('health')
export class HealthController {
  readonly #host: ModelHost;
  readonly #embeddings: EmbeddingHost;
  readonly #audit: AuditHealth;
  readonly #guard: GuardHealth;

  constructor(host: ModelHost, embeddings: EmbeddingHost, audit: AuditHealth, guard: GuardHealth) {
    this.#host = host;
    this.#embeddings = embeddings;
    this.#audit = audit;
    this.#guard = guard;
  }

  /** Answers as soon as the process listens, also while a model is fetched or loaded. */
  @DescribeRoute(liveRoute)
  @Get('live')
  @HttpCode(200)
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /**
   * Answers when the model and the learned guard are ready.
   * @throws OpenAiError 503 until then, while the engine restarts after a crash, and while the guard or the audit log fails
   */
  @DescribeRoute(readyRoute)
  @Get('ready')
  @HttpCode(200)
  ready(): { status: 'ok'; model: string; guard?: string; audit?: 'failing' } {
    this.#embeddings.assertLoadedIfConfigured();
    const model = this.#host.getReady().engine.model.id;
    const guard = this.#guard.assertReady();
    return {
      status: 'ok',
      model,
      ...(guard !== undefined && { guard }),
      ...(this.#audit.assertReady() && { audit: 'failing' }),
    };
  }
}
