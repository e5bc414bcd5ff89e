import { type BaseMessage, HumanMessage } from '@langchain/core/messages';

import { type Moderator } from '../../moderator/moderator.js';
import { policyMessage } from '../../policy/policy-message.js';
import { type RequestContext } from '../../contract/request-context.js';
import { type BlockVerdict, type ErrorVerdict } from '../../contract/verdict.js';
import { type MessageModeration } from './moderate-messages.js';

/**
 * Judges the messages of a call before LangChain hands them on. It hands on messages and nothing else, so that a stopped prompt
 * has a message in its place: callbacks and caches see the policy's message and not the text, and the verdict is known by it.
 */
export class PromptModeration {
  readonly #moderator: Moderator;
  readonly #approval: MessageModeration;
  readonly #stopped = new WeakMap<BaseMessage, BlockVerdict | ErrorVerdict>();

  constructor(moderator: Moderator, approval: MessageModeration) {
    this.#moderator = moderator;
    this.#approval = approval;
  }

  /** The messages as they may go on; one in their place that stands for the verdict when they may not. */
  async approve(messages: BaseMessage[], facts: RequestContext): Promise<BaseMessage[]> {
    if (this.verdictOf(messages) !== undefined) return messages;
    const { messages: approved, stopped } = await this.#approval.approve(messages, facts);
    facts.signal?.throwIfAborted();
    if (stopped === undefined) return approved;
    const withheld = new HumanMessage(policyMessage(this.#moderator.policy, stopped));
    this.#stopped.set(withheld, stopped);
    return [withheld];
  }

  /** What stopped the prompt that the messages stand for; undefined when they are the prompt. */
  verdictOf(messages: readonly BaseMessage[]): BlockVerdict | ErrorVerdict | undefined {
    const [first] = messages;
    return first === undefined ? undefined : this.#stopped.get(first);
  }
}
