import { Controller, Get, Param } from '@nestjs/common';
import { type Caller, CallerParameter } from '../http/caller.js';
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
  list(@CallerParameter() { models }: Caller): { object: 'list'; data: ModelEntry[] } {
    const chat = this.#host.get();
    const { loaded, loadedAt } = this.#embeddings;
    const mayUse = (id: string, kind: 'generation' | 'embedding') =>
      !models || this.#aliases.includes(models, id, kind);
    const { id } = chat.engine.model;
    const data = mayUse(id, 'generation') ? [toEntry(id, chat.loadedAt)] : [];
    // One file may serve as both models.
    if (loaded && loaded.model.id !== id && mayUse(loaded.model.id, 'embedding')) {
      data.push(toEntry(loaded.model.id, loadedAt));
    }
    return { object: 'list', data };
  }

  /** Describes one model. @throws OpenAiError 404 that lists the models, 403 for one that the caller may not use */
  @DescribeRoute(findModelRoute)
  @Get(':id')
  find(@Param('id') name: string, @CallerParameter() caller: Caller): ModelEntry {
    const id = this.#aliases.resolve(name);
    const entry = this.list(caller).data.find((listed) => listed.id === id);
    if (entry) return entry;
    const { loaded } = this.#embeddings;
    if (loaded?.model.id === id) this.#aliases.assertAllowed(caller.models, id, 'embedding');
    const { engine, loadedAt } = this.#host.select(id);
    this.#aliases.assertAllowed(caller.models, engine.model.id);
    return toEntry(engine.model.id, loadedAt);
  }
}

/** @param loadedAt milliseconds since 1970 */
function toEntry(id: string, loadedAt: number): ModelEntry {
  return { id, object: 'model', created: Math.floor(loadedAt / 1000), owned_by: 'leeward' };
}
