import { randomUUID } from 'node:crypto';

import { type BaseMessage, coerceMessageLikeToMessage, type BaseMessageLike } from '@langchain/core/messages';
import { isCommand } from '@langchain/langgraph';

import { type RequestContext } from '../../contract/request-context.js';
import { ContentRefusedError } from '../../errors/moderation-errors.js';
import { type Moderator } from '../../moderator/moderator.js';
import { type RedactionVault } from '../../redaction/vault.js';
import { MessageModerator } from '../messages/moderate-messages.js';
import { moderateState } from '../messages/moderate-state.js';
import { ReviewerWords } from '../messages/reviewer-words.js';

/** The options of `moderateAgentInput`. */
export interface AgentInputOptions {
  readonly moderator: Moderator;
  /** Keeps placeholders of redacted text the same within one conversation. Default: one conversation per request. */
  readonly conversationId?: string | undefined;
  /** Names the request in verdicts and audit events. Default: a random UUID. */
  readonly requestId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Keeps the redacted values under a policy with `redaction.mode: restore`: that of the thread, as `ConversationVaults.for` gives it. The
   * middleware needs the same vaults.
   */
  readonly vault?: RedactionVault | undefined;
}

/**
 * Moderates the input of an agent or a graph. Call it before `invoke`, `stream` or `streamEvents`, because a graph writes its input to
 * the checkpointer before any middleware sees it.
 *
 * Messages are moderated at their own stages. A command, such as the answer to an interrupt (`Command({ resume })`),
 * is moderated at the stage `resume`, with its state updates and the values that it sends to nodes. A text of the answer is
 * moderated at that stage again where an agent with the same moderator passes it on. Everything else is moderated at the
 * stage `input`.
 * @throws {ContentRefusedError} when the input must not be released.
 */
export async function moderateAgentInput<Input>(input: Input, options: AgentInputOptions): Promise<Input> {
  const { moderator } = options;
  const context: RequestContext = {
    requestId: options.requestId ?? randomUUID(),
    conversationId: options.conversationId,
    signal: options.signal,
    vault: options.vault,
  };
  if (isCommand(input)) {
    const command = await moderateState(input, moderator, { stage: 'resume', role: 'user', path: 'command' }, context);
    ReviewerWords.for(moderator).remember(command);
    return command;
  }
  const location = { stage: 'input', role: 'user', path: 'input' } as const;
  if (!hasMessages(input)) return moderateState(input, moderator, location, context);
  const { messages, ...others } = input;
  const list = (Array.isArray(messages) ? messages : [messages]) as BaseMessageLike[];
  const moderatedOthers = await moderateState(others, moderator, location, context);
  return { ...moderatedOthers, messages: await moderateAll(list, moderator, context) } as Input;
}

async function moderateAll(
  list: readonly BaseMessageLike[],
  moderator: Moderator,
  context: RequestContext,
): Promise<BaseMessage[]> {
  const messages = list.map(coerceMessageLikeToMessage);
  const moderated = await new MessageModerator(moderator).moderate(messages, context);
  context.signal?.throwIfAborted();
  if (moderated.stopped !== undefined) throw new ContentRefusedError(moderated.stopped);
  return moderated.messages;
}

function hasMessages(input: unknown): input is { readonly messages: unknown } {
  return typeof input === 'object' && input !== null && 'messages' in input && input.messages !== undefined;
}
