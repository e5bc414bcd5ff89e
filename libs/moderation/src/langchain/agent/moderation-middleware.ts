import { randomUUID } from 'node:crypto';

import { type BaseChatModel } from '@langchain/core/language_models/chat_models';
import { ToolMessage } from '@langchain/core/messages';
import { type Runnable } from '@langchain/core/runnables';
import { type AgentMiddleware, createMiddleware } from 'langchain';

import { ConfigurationError, ContentRefusedError } from '../../errors/moderation-errors.js';
import { type Moderator } from '../../moderator/moderator.js';
import { policyMessage } from '../../policy/policy-message.js';
import { type RequestContext } from '../../contract/request-context.js';
import { MessageModeration } from '../messages/moderate-messages.js';
import { moderateToolError } from './moderate-tool-error.js';
import { moderateState } from '../messages/moderate-state.js';
import { ModeratedChatModel } from '../chat-model/moderated-chat-model.js';
import { moderatedTool } from './moderated-tool.js';
import { replaceModel } from '../chat-model/replace-model.js';

/** What the middleware is made of. */
export interface ModerationMiddlewareOptions {
  readonly moderator: Moderator;
}

/**
 * Middleware for `createAgent`: the model is replaced by one that holds its answer until it was checked, so that no stream,
 * callback or checkpoint has text that was not; tool arguments are judged again before the tool runs (a person may have
 * edited them), and its result or error before the model, a callback or a checkpoint has it. Put it first, so that it is outermost.
 * What a tool writes into a stream by itself (`config.writer`, custom events, models that it calls) is the tool's own to judge.
 *
 * A graph writes its input to the checkpointer before any middleware sees it: hand the input through `moderateAgentInput`.
 */
export function moderationMiddleware({ moderator }: ModerationMiddlewareOptions): AgentMiddleware {
  const approval = new MessageModeration(moderator);
  return createMiddleware({
    name: 'ModerationMiddleware',
    wrapModelCall: (request, handler) => {
      const conversationId = conversationOf(request.runtime);
      const moderated = (model: BaseChatModel): BaseChatModel =>
        model instanceof ModeratedChatModel
          ? model
          : new ModeratedChatModel({ model, moderator, conversationId, approval });
      const { model } = request;
      if (typeof model === 'string' || isConfigurable(model)) {
        throw new ConfigurationError(
          'A model given by its name cannot be moderated; give createAgent the model itself.',
        );
      }
      return handler({ ...request, model: replaceModel(model as Runnable, moderated) as typeof model });
    },
    wrapToolCall: async (request, handler) => {
      const facts: RequestContext = { requestId: randomUUID(), conversationId: conversationOf(request.runtime) };
      const { toolCall } = request;
      const refuse = (error: unknown): ToolMessage => refusal(error, moderator, toolCall.id ?? '', toolCall.name);
      // Of a tool that is not there the name is what the model, or a person, wrote in its place.
      const name = request.tool?.name ?? 'tool';
      let args: typeof toolCall.args;
      try {
        const place = { stage: 'tool-call', role: 'assistant', path: `${String(name)}.arguments` } as const;
        args = (await moderateState(toolCall.args, moderator, place, facts)) as typeof toolCall.args;
      } catch (error) {
        return refuse(error);
      }
      const place = { stage: 'tool-result', role: 'tool', path: `${String(name)}.result` } as const;
      const tool = moderatedTool(request.tool, {
        approveResult: (result) => moderateState(result, moderator, place, facts),
        approveError: (error) => moderateToolError(error, moderator, place, facts),
        refuse,
      });
      try {
        const result = await handler({ ...request, tool, toolCall: { ...toolCall, args } });
        // Another middleware, or the lack of a tool, may have given another result than the tool's.
        return (await moderateState(result, moderator, place, facts)) as typeof result;
      } catch (error) {
        return refuse(await moderateToolError(error, moderator, place, facts));
      }
    },
  });
}

/** Tells the model that the call, or what it brought, was withheld; anything else that went wrong is thrown on. */
function refusal(error: unknown, moderator: Moderator, callId: string, name: string): ToolMessage {
  if (!ContentRefusedError.isInstance(error)) throw error;
  return new ToolMessage({
    content: policyMessage(moderator.policy, error.verdict),
    tool_call_id: callId,
    name,
    status: 'error',
  });
}

/** The thread of the run: placeholders stay the same within it. */
function conversationOf(runtime: unknown): string | undefined {
  if (typeof runtime !== 'object' || runtime === null) return undefined;
  const { configurable, config } = runtime as {
    readonly configurable?: unknown;
    readonly config?: { readonly configurable?: unknown };
  };
  const thread = ((configurable ?? config?.configurable) as { readonly thread_id?: unknown } | undefined)?.thread_id;
  return typeof thread === 'string' ? thread : undefined;
}

function isConfigurable(model: object): boolean {
  return '_getModelInstance' in model;
}
