import { type BaseMessage, HumanMessage } from '@langchain/core/messages';

import { type RequestContext } from '../../contract/request-context.js';
import { type BlockVerdict, type ErrorVerdict } from '../../contract/verdict.js';
import { type Moderator } from '../../moderator/moderator.js';
import { policyMessage } from '../../policy/policy-message.js';
import { type MessageModerator } from './moderate-messages.js';

/**
 * Moderates the messages of a call before LangChain passes them to callbacks, caches and the model. LangChain passes
 * only messages, so a stopped prompt becomes one message with the policy's text, and `findVerdict` finds its verdict
 * by that message.
 */
export class PromptModerator {
  readonly #moderator: Moderator;
  readonly #messageModeration: MessageModerator;
  readonly #verdicts = new WeakMap<BaseMessage, BlockVerdict | ErrorVerdict>();

  constructor(moderator: Moderator, messageModeration: MessageModerator) {
    this.#moderator = moderator;
    this.#messageModeration = messageModeration;
  }

  /** Moderates a prompt. For a stopped prompt the result is one message, for which `findVerdict` gives the verdict. */
  async moderate(messages: BaseMessage[], context: RequestContext): Promise<BaseMessage[]> {
    if (this.findVerdict(messages) !== undefined) return messages;
    const moderated = await this.#messageModeration.moderate(messages, context);
    context.signal?.throwIfAborted();
    if (moderated.stopped === undefined) return moderated.messages;
    const standIn = new HumanMessage(policyMessage(this.#moderator.policy, moderated.stopped));
    this.#verdicts.set(standIn, moderated.stopped);
    return [standIn];
  }

  /** Finds the verdict of a stopped prompt by its one message; undefined for any other messages. */
  findVerdict([first]: readonly BaseMessage[]): BlockVerdict | ErrorVerdict | undefined {
    return first === undefined ? undefined : this.#verdicts.get(first);
  }
}
