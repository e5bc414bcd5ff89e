import { type EmbeddingEngine } from '@leeward/mixtral-llm';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { OpenAiError } from '../errors/openai-error.js';

/** Holds the embedding model while the API runs, where one is configured: none yet, then one. */
@Injectable()
export class EmbeddingHost implements OnApplicationShutdown {
  #hosted: EmbeddingEngine | undefined;

  readonly #isConfigured: boolean;

  /** @param isConfigured whether a model will come */
  constructor(isConfigured: boolean) {
    this.#isConfigured = isConfigured;
  }

  /** Takes over an engine that is loaded; it is closed with the application. */
  host(engine: EmbeddingEngine): void {
    this.#hosted = engine;
  }

  /** What is loaded, if anything. */
  get loaded(): EmbeddingEngine | undefined {
    return this.#hosted;
  }

  /** @throws OpenAiError 503 while a model that is configured is not loaded */
  requireLoadedIfConfigured(): void {
    if (this.#hosted || !this.#isConfigured) return;
    throw new OpenAiError({
      status: 503,
      type: 'service_unavailable_error',
      code: 'model_loading',
      message: 'The embedding model is still loading. Try again soon.',
      retryAfterSeconds: 5,
      logged: false,
    });
  }

  /**
   * The model that a request names; none means the only one.
   *
   * @throws OpenAiError 404 when there is none, or none of that name; 503 while it is not loaded
   */
  select(id = 'default'): EmbeddingEngine {
    this.requireLoadedIfConfigured();
    const hosted = this.#hosted;
    if (hosted && (id === 'default' || id === hosted.model.id)) return hosted;
    throw new OpenAiError({
      status: 404,
      type: 'invalid_request_error',
      code: 'model_not_found',
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
