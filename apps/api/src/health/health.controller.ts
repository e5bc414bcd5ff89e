import { Controller, Get, HttpCode } from '@nestjs/common';
import { OpenToAll } from '../access/access.guard.js';
import { AuditHealth } from './audit-health.js';
import { EmbeddingHost } from '../model/embedding-host.js';
import { ModelHost } from '../model/model-host.js';

/** Reports to orchestrators whether the process is alive, and whether it can answer. */
@OpenToAll()
@Controller('health')
export class HealthController {
  readonly #host: ModelHost;
  readonly #embeddings: EmbeddingHost;
  readonly #audit: AuditHealth;

  constructor(host: ModelHost, embeddings: EmbeddingHost, audit: AuditHealth) {
    this.#host = host;
    this.#embeddings = embeddings;
    this.#audit = audit;
  }

  /** Answers as soon as the process listens, also while a model is fetched or loaded. */
  @Get('live')
  @HttpCode(200)
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /**
   * Answers when the model is ready.
   * @throws OpenAiError 503 until then, while the engine restarts after a crash, and while decisions cannot be recorded
   */
  @Get('ready')
  @HttpCode(200)
  ready(): { status: 'ok'; model: string; audit?: 'failing' } {
    this.#embeddings.assertLoadedIfConfigured();
    const model = this.#host.getReady().engine.model.id;
    return { status: 'ok', model, ...(this.#audit.assertReady() && { audit: 'failing' }) };
  }
}
