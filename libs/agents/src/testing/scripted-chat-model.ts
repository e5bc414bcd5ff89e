import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { type ChatResult } from '@langchain/core/outputs';

/** A call that a scripted answer makes. The id is made from its place when it has none. */
export interface ScriptedCall {
  readonly id?: string;
  readonly name: string;
  readonly args: Record<string, unknown>;
}

/** One answer of a scripted model: a text, or calls. */
export type ScriptedAnswer = string | readonly ScriptedCall[];

/** Chooses the answer of a model from what it reads. */
export type Script = (messages: readonly BaseMessage[]) => ScriptedAnswer;

/** A chat model that answers by a script. */
export class ScriptedChatModel extends BaseChatModel {
  readonly #script: Script;
  #answers = 0;

  /** @param script a function, or the answers in their order: the one after the answers that the model already reads */
  constructor(script: Script | readonly ScriptedAnswer[]) {
    super({});
    this.#script =
      typeof script === 'function'
        ? script
        : (messages) => script[messages.filter((message) => AIMessage.isInstance(message)).length] ?? 'Done.';
  }

  /** The number of answers so far. */
  get answers(): number {
    return this.#answers;
  }

  override _llmType(): string {
    return 'scripted';
  }

  override bindTools(): this {
    return this;
  }

  override _generate(messages: BaseMessage[]): Promise<ChatResult> {
    this.#answers += 1;
    const answer = this.#script(messages);
    const message =
      typeof answer === 'string'
        ? new AIMessage(answer)
        : new AIMessage({
            content: '',
            tool_calls: answer.map(({ id, name, args }, index) => ({
              id: id ?? `call-${messages.length}-${index}`,
              name,
              args,
              type: 'tool_call' as const,
            })),
          });
    return Promise.resolve({ generations: [{ text: message.text, message }] });
  }
}
