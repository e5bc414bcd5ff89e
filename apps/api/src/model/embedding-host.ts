import { type EmbeddingEngine } from '@leeward/mixtral-llm';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { OpenAiError } from '../errors/openai-error.js';

/** Holds the embedding model, where one is configured, from its loading until the application shuts down. */
@Injectable()
export class EmbeddingHost implements OnApplicationShutdown {
  #hosted: EmbeddingEngine | undefined;
  #loadedAt = 0;
  readonly #isConfigured: boolean;

  /** @param isConfigured whether a model will be loaded */
  constructor(isConfigured: boolean) {
    this.#isConfigured = isConfigured;
  }

  /** Takes over a loaded engine. The application closes it when it shuts down. */
  setEngine(engine: EmbeddingEngine): void {
    this.#hosted = engine;
    this.#loadedAt = Date.now();
  }

  /** The loaded engine, if there is one. */
  get loaded(): EmbeddingEngine | undefined {
    return this.#hosted;
  }

  /** Milliseconds since 1970; 0 while no engine is loaded. */
  get loadedAt(): number {
    return this.#loadedAt;
  }

  /** Requires a configured model to be loaded. @throws OpenAiError 503 while it is not */
  assertLoadedIfConfigured(): void {
    if (this.#hosted || !this.#isConfigured) return;
    throw new OpenAiError('model_loading', { message: 'The embedding model is still loading. Try again soon.' });
  }

  /**
   * Selects the model that a request names.
   *
   * @param id default: the only one
   * @throws OpenAiError 404 when there is none, or none of that name; 503 while it is not loaded
   */
  select(id = 'default'): EmbeddingEngine {
    this.assertLoadedIfConfigured();
    const hosted = this.#hosted;
    if (hosted && (id === 'default' || id === hosted.model.id)) return hosted;
    throw new OpenAiError('model_not_found', {
      param: 'model',
      message: hosted
        ? `The embedding model ${JSON.stringify(id.slice(0, 100))} is not here. Use "${hosted.model.id}" or "default".`
        : 'There is no embedding model here. Start the server with EMBEDDING_MODEL_PATH, the path of a GGUF file of one, or EMBEDDING_MODEL, a model of the catalogue.',
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#hosted?.close();
    this.#hosted = undefined;
  }
}
