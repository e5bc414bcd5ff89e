import { ChatMixtral, type ChatMixtralFields, type Engine, Mixtral, NoChatTemplateError } from '@leeward/mixtral-llm';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { OpenAiError } from '../errors/openai-error.js';

/** The settings of the server for each of its answers. Absent ones are those of `ChatMixtral`. */
export type ChatSettings = Pick<ChatMixtralFields, 'template' | 'schemaRetries'>;

/** A loaded model, ready to answer. */
export class HostedModel {
  /** Continues texts. */
  readonly text: Mixtral;
  /** Milliseconds since 1970. */
  readonly loadedAt = Date.now();
  /** Absent for a base model, which has no template for conversations. */
  readonly chatOrUndefined: ChatMixtral | undefined;
  readonly #settings: ChatSettings;

  /** @throws {InvalidOptionError} of mixtral-llm, for a template that the model does not have */
  constructor(
    readonly engine: Engine,
    settings: ChatSettings = {},
  ) {
    this.#settings = settings;
    this.text = new Mixtral({ engine });
    this.chatOrUndefined = createChat(engine, settings);
  }

  /** Creates a chat model over the engine as something else sees it. @throws as `chat` */
  chatOver(wrap: (engine: Engine) => Engine): ChatMixtral {
    return createChat(wrap(this.engine), this.#settings) ?? this.chat;
  }

  /** Answers conversations. @throws OpenAiError 400 for a base model, which has no chat template */
  get chat(): ChatMixtral {
    if (this.chatOrUndefined) return this.chatOrUndefined;
    throw new OpenAiError('no_chat_template', {
      param: 'model',
      message: `The model ${this.engine.model.id} has no chat template: it continues texts, at /v1/completions.`,
    });
  }
}

/** Creates the chat model of an engine; undefined for a base model. */
function createChat(engine: Engine, settings: ChatSettings): ChatMixtral | undefined {
  try {
    return new ChatMixtral({ engine, ...settings });
  } catch (error) {
    if (NoChatTemplateError.isInstance(error)) return undefined;
    throw error;
  }
}

/** Holds the model from its loading until the application shuts down. */
@Injectable()
export class ModelHost implements OnApplicationShutdown {
  #hosted: HostedModel | undefined;
  #settings: ChatSettings = {};
  #observe: (engine: Engine) => Engine = (engine) => engine;

  /** Takes over a loaded engine. The application closes it when it shuts down. @throws as `HostedModel`; the engine stays its owner's */
  setEngine(engine: Engine, settings: ChatSettings = {}): void {
    this.#settings = settings;
    this.#hosted = new HostedModel(this.#observe(engine), settings);
  }

  /** Sets how engines are observed: the one that is here, and those to come. */
  observeWith(observe: (engine: Engine) => Engine): void {
    this.#observe = observe;
    if (this.#hosted) this.setEngine(this.#hosted.engine, this.#settings);
  }

  /** The loaded model, if there is one. */
  get loaded(): HostedModel | undefined {
    return this.#hosted;
  }

  /** Gets the model. @throws OpenAiError 503 while it is not loaded */
  get(): HostedModel {
    if (this.#hosted) return this.#hosted;
    throw new OpenAiError('model_loading', { message: 'The model is still loading. Try again soon.' });
  }

  /** Gets the model if it can answer now. @throws OpenAiError 503 while it is not loaded, or its engine restarts */
  getReady(): HostedModel {
    const hosted = this.get();
    if (hosted.engine.capacity().ready) return hosted;
    throw new OpenAiError('engine_restarting', {
      message: 'The engine is being started again. Requests wait until it is back.',
    });
  }

  /**
   * Selects the model that a request names.
   *
   * @param id default: the only one
   * @throws OpenAiError 404 that lists the models
   */
  select(id = 'default'): HostedModel {
    const hosted = this.get();
    if (id === 'default' || id === hosted.engine.model.id) return hosted;
    throw new OpenAiError('model_not_found', {
      param: 'model',
      message: `The model ${JSON.stringify(id.slice(0, 100))} is not here. Use "${hosted.engine.model.id}" or "default".`,
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#hosted?.engine.close();
    this.#hosted = undefined;
  }
}
