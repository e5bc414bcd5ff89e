import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { type BaseMessage } from '@langchain/core/messages';
import { type ChatResult } from '@langchain/core/outputs';

/**
 * A chat model that comes later: classifiers are made before any model is loaded. Until then it fails, and what it should judge does
 * not pass.
 */
export class GuardModel extends BaseChatModel {
  #model: BaseChatModel | undefined;

  constructor() {
    super({});
  }

  /** From now on this one answers. */
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
