import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { type BaseMessage } from '@langchain/core/messages';
import { type ChatResult } from '@langchain/core/outputs';

/**
 * A chat model that is set later, because classifiers are made before any model is loaded.
 *
 * Until then every call fails, so that no text passes unclassified.
 */
export class GuardModel extends BaseChatModel {
  #model: BaseChatModel | undefined;

  constructor() {
    super({});
  }

  /** Sets the model that answers from now on. */
  use(model: BaseChatModel): void {
    this.#model = model;
  }

  override _llmType(): string {
    return 'guard';
  }

  override async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    if (!this.#model) throw new Error('The guard is still loading.');
    return this.#model._generate(messages, options);
  }
}
