import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { type BaseMessage } from '@langchain/core/messages';
import { type ChatResult } from '@langchain/core/outputs';
import { ClassifierError } from '@leeward/moderation';

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
    if (!this.#model) throw new ClassifierError('guard', 'The guard model is still loading. Try again soon.');
    return this.#model._generate(messages, options);
  }
}
