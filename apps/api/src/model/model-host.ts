import { ChatMixtral, type Engine, Mixtral, NoChatTemplateError } from '@leeward/mixtral-llm';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { OpenAiError } from '../errors/openai-error.js';

/** A loaded model, ready to answer. */
export class HostedModel {
  /** Continues texts. */
  readonly text: Mixtral;
  /** Milliseconds since 1970. */
  readonly loadedAt = Date.now();
  /** Absent for a base model, which has no template for conversations. */
  readonly chatIfAny: ChatMixtral | undefined;

  constructor(readonly engine: Engine) {
    this.text = new Mixtral({ engine });
    this.chatIfAny = chatOf(engine);
  }

  /** Answers conversations. @throws OpenAiError 400 for a base model */
  get chat(): ChatMixtral {
    if (this.chatIfAny) return this.chatIfAny;
    throw new OpenAiError({
      status: 400,
      type: 'invalid_request_error',
      code: 'no_chat_template',
      param: 'model',
      message: `The model ${this.engine.model.id} has no chat template: it continues texts, at /v1/completions.`,
    });
  }
}

function chatOf(engine: Engine): ChatMixtral | undefined {
  try {
    return new ChatMixtral({ engine });
  } catch (error) {
    if (NoChatTemplateError.isInstance(error)) return undefined;
    throw error;
  }
}

/** Holds the model while the API runs: none yet, then one, until the application shuts down. */
@Injectable()
export class ModelHost implements OnApplicationShutdown {
  #hosted: HostedModel | undefined;

  /** Takes over an engine that is loaded; it is closed with the application. */
  host(engine: Engine): void {
    this.#hosted = new HostedModel(engine);
  }

  /** @throws OpenAiError 503 while the model is not loaded */
  require(): HostedModel {
    if (this.#hosted) return this.#hosted;
    throw new OpenAiError({
      status: 503,
      type: 'service_unavailable_error',
      code: 'model_loading',
      message: 'The model is still loading. Try again soon.',
      retryAfterSeconds: 5,
      logged: false,
    });
  }

  /** @throws OpenAiError 503 while the model is not loaded, or its engine is being started again */
  requireReady(): HostedModel {
    const hosted = this.require();
    if (hosted.engine.capacity().ready) return hosted;
    throw new OpenAiError({
      status: 503,
      type: 'service_unavailable_error',
      code: 'engine_restarting',
      message: 'The engine is being started again. Requests wait until it is back.',
      retryAfterSeconds: 2,
      logged: false,
    });
  }

  /**
   * The model that a request names; none means the only one.
   *
   * @throws OpenAiError 404 that lists the models
   */
  select(id = 'default'): HostedModel {
    const hosted = this.require();
    if (id === 'default' || id === hosted.engine.model.id) return hosted;
    throw new OpenAiError({
      status: 404,
      type: 'invalid_request_error',
      code: 'model_not_found',
      param: 'model',
      message: `The model ${JSON.stringify(id.slice(0, 100))} is not here. Use "${hosted.engine.model.id}" or "default".`,
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#hosted?.engine.close();
    this.#hosted = undefined;
  }
}
