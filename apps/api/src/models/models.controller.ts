import { Controller, Get, Param } from '@nestjs/common';
import { EmbeddingHost } from '../model/embedding-host.js';
import { ModelHost } from '../model/model-host.js';

interface ModelEntry {
  readonly id: string;
  readonly object: 'model';
  /** Unix seconds of when the model was loaded. */
  readonly created: number;
  readonly owned_by: 'leeward';
}

/** Lists the models that a request may name. */
@Controller('v1/models')
export class ModelsController {
  readonly #host: ModelHost;
  readonly #embeddings: EmbeddingHost;

  constructor(host: ModelHost, embeddings: EmbeddingHost) {
    this.#host = host;
    this.#embeddings = embeddings;
  }

  @Get()
  list(): { object: 'list'; data: ModelEntry[] } {
    const { loaded } = this.#embeddings;
    // One file may serve as both models.
    const ids = new Set([this.#host.require().engine.model.id, ...(loaded ? [loaded.model.id] : [])]);
    return { object: 'list', data: [...ids].map((id) => this.#toEntry(id)) };
  }

  /** Describes one model. @throws OpenAiError 404 that lists the models */
  @Get(':id')
  find(@Param('id') id: string): ModelEntry {
    if (id === this.#embeddings.loaded?.model.id) return this.#toEntry(id);
    return this.#toEntry(this.#host.select(id).engine.model.id);
  }

  #toEntry(id: string): ModelEntry {
    return { id, object: 'model', created: Math.floor(this.#host.require().loadedAt / 1000), owned_by: 'leeward' };
  }
}
