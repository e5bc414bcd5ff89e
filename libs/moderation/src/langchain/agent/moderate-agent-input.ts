import { randomUUID } from 'node:crypto';

import { type BaseMessage, coerceMessageLikeToMessage, type BaseMessageLike } from '@langchain/core/messages';
import { isCommand } from '@langchain/langgraph';

import { ContentRefusedError } from '../../errors/moderation-errors.js';
import { type Moderator } from '../../moderator/moderator.js';
import { type RequestContext } from '../../contract/request-context.js';
import { MessageModeration } from '../messages/moderate-messages.js';
import { moderateState } from '../messages/moderate-state.js';

/** Who asks. */
export interface AgentInputOptions {
  readonly moderator: Moderator;
  readonly conversationId?: string | undefined;
  readonly requestId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What may be handed to an agent or a graph in place of an input: call it before `invoke`, `stream` or `streamEvents`, because
 * a graph writes its input to the checkpointer before any middleware sees it. Messages are judged at their own stages; what a
 * person answers to an interrupt (`Command({ resume })`) at the stage `resume`, and so is all else of a command, state updates and
 * what is sent to nodes included; anything else as input.
 * @throws {ContentRefusedError} when it must not go on.
 */
export async function moderateAgentInput<Input>(input: Input, options: AgentInputOptions): Promise<Input> {
  const { moderator } = options;
  const facts: RequestContext = {
    requestId: options.requestId ?? randomUUID(),
    conversationId: options.conversationId,
    signal: options.signal,
  };
  if (isCommand(input))
    return (await moderateState(input, moderator, { stage: 'resume', role: 'user', path: 'command' }, facts)) as Input;
  if (hasMessages(input)) {
    const { messages, ...others } = input;
    const list = (Array.isArray(messages) ? messages : [messages]) as BaseMessageLike[];
    const rest = await moderateState(others, moderator, { stage: 'input', role: 'user', path: 'input' }, facts);
    return { ...(rest as object), messages: await approveAll(list, moderator, facts) } as Input;
  }
  return (await moderateState(input, moderator, { stage: 'input', role: 'user', path: 'input' }, facts)) as Input;
}

async function approveAll(
  list: readonly BaseMessageLike[],
  moderator: Moderator,
  facts: RequestContext,
): Promise<BaseMessage[]> {
  const { messages, stopped } = await new MessageModeration(moderator).approve(
    list.map(coerceMessageLikeToMessage),
    facts,
  );
  facts.signal?.throwIfAborted();
  if (stopped !== undefined) throw new ContentRefusedError(stopped);
  return messages;
}

function hasMessages(input: unknown): input is { readonly messages: unknown } {
  return typeof input === 'object' && input !== null && 'messages' in input && input.messages !== undefined;
}
