import { Controller, Get, Param } from '@nestjs/common';
import { EmbeddingHost } from '../model/embedding-host.js';
import { ModelAliases } from '../model/model-aliases.js';
import { ModelHost } from '../model/model-host.js';
import { DescribeRoute } from '../openapi/index.js';
import { findModelRoute, listModelsRoute } from './models.route.js';

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
  readonly #aliases: ModelAliases;

  constructor(host: ModelHost, embeddings: EmbeddingHost, aliases: ModelAliases) {
    this.#host = host;
    this.#embeddings = embeddings;
    this.#aliases = aliases;
  }

  @DescribeRoute(listModelsRoute)
  @Get()
  list(): { object: 'list'; data: ModelEntry[] } {
    const chat = this.#host.get();
    const { loaded, loadedAt } = this.#embeddings;
    const data = [toEntry(chat.engine.model.id, chat.loadedAt)];
    // One file may serve as both models.
    if (loaded && loaded.model.id !== chat.engine.model.id) data.push(toEntry(loaded.model.id, loadedAt));
    return { object: 'list', data };
  }

  /** Describes one model. @throws OpenAiError 404 that lists the models */
  @DescribeRoute(findModelRoute)
  @Get(':id')
  find(@Param('id') name: string): ModelEntry {
    const id = this.#aliases.resolve(name);
    const entry = this.list().data.find((listed) => listed.id === id);
    if (entry) return entry;
    const { engine, loadedAt } = this.#host.select(id);
    return toEntry(engine.model.id, loadedAt);
  }
}

/** @param loadedAt milliseconds since 1970 */
function toEntry(id: string, loadedAt: number): ModelEntry {
  return { id, object: 'model', created: Math.floor(loadedAt / 1000), owned_by: 'leeward' };
}
