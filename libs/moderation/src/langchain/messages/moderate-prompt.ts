import { type BaseMessage, HumanMessage } from '@langchain/core/messages';

import { type RequestContext } from '../../contract/request-context.js';
import { type BlockVerdict, type ErrorVerdict } from '../../contract/verdict.js';
import { type Moderator } from '../../moderator/moderator.js';
import { policyMessage } from '../../policy/policy-message.js';
import { type MessageModeration } from './moderate-messages.js';

/**
 * Moderates the messages of a call before LangChain hands them on. LangChain hands on messages and nothing else, so that one message
 * stands for a stopped prompt: callbacks and caches see the policy's message, and the verdict is found by that message.
 */
export class PromptModeration {
  readonly #moderator: Moderator;
  readonly #messageModeration: MessageModeration;
  readonly #verdicts = new WeakMap<BaseMessage, BlockVerdict | ErrorVerdict>();

  constructor(moderator: Moderator, messageModeration: MessageModeration) {
    this.#moderator = moderator;
    this.#messageModeration = messageModeration;
  }

  /** Moderates a prompt. The result is one message that stands for the verdict when the prompt is stopped. */
  async moderate(messages: BaseMessage[], context: RequestContext): Promise<BaseMessage[]> {
    if (this.findVerdict(messages) !== undefined) return messages;
    const moderated = await this.#messageModeration.moderate(messages, context);
    context.signal?.throwIfAborted();
    if (moderated.stopped === undefined) return moderated.messages;
    const standIn = new HumanMessage(policyMessage(this.#moderator.policy, moderated.stopped));
    this.#verdicts.set(standIn, moderated.stopped);
    return [standIn];
  }

  /** Finds the verdict that the messages stand for; undefined when they are a prompt. */
  findVerdict([first]: readonly BaseMessage[]): BlockVerdict | ErrorVerdict | undefined {
    return first === undefined ? undefined : this.#verdicts.get(first);
  }
}
