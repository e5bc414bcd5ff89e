import { randomUUID } from 'node:crypto';

import { type BaseChatModel } from '@langchain/core/language_models/chat_models';
import { ToolMessage } from '@langchain/core/messages';
import { type Runnable } from '@langchain/core/runnables';
import { type AgentMiddleware, createMiddleware } from 'langchain';

import { type RequestContext, type ValueLocation } from '../../contract/request-context.js';
import { ConfigurationError, ContentRefusedError } from '../../errors/moderation-errors.js';
import { type Moderator } from '../../moderator/moderator.js';
import { policyMessage } from '../../policy/policy-message.js';
import { ModeratedChatModel } from '../chat-model/moderated-chat-model.js';
import { replaceModel } from '../chat-model/replace-model.js';
import { MessageModerator } from '../messages/moderate-messages.js';
import { moderateState } from '../messages/moderate-state.js';
import { ReviewerWords } from '../messages/reviewer-words.js';
import { moderateToolError } from './moderate-tool-error.js';
import { wrapTool } from './moderated-tool.js';

/** The options of `moderationMiddleware`. */
export interface ModerationMiddlewareOptions {
  readonly moderator: Moderator;
}

/**
 * Creates middleware for `createAgent` that moderates the model and the tools. Put it first, so that it is outermost.
 *
 * - The model is replaced by one that holds its answer until it is moderated, so that no stream, callback or
 *   checkpoint gets unmoderated text.
 * - Tool arguments are moderated again before the tool runs, because a person may have edited them.
 * - The result or the error of a tool is moderated before the model, a callback or a checkpoint has it. Anything that a tool writes into a
 *   stream by itself (`config.writer`, custom events, models that it calls) is not moderated.
 *
 * A graph writes its input to the checkpointer before any middleware sees it: moderate the input with `moderateAgentInput`.
 */
export function moderationMiddleware({ moderator }: ModerationMiddlewareOptions): AgentMiddleware {
  const messageModeration = new MessageModerator(moderator);
  const reviewerWords = ReviewerWords.for(moderator);
  return createMiddleware({
    name: 'ModerationMiddleware',
    wrapModelCall: (request, handler) => {
      const conversationId = findThreadId(request.runtime);
      const toModerated = (model: BaseChatModel): BaseChatModel =>
        model instanceof ModeratedChatModel
          ? model
          : new ModeratedChatModel({ model, moderator, conversationId, messageModeration });
      const { model } = request;
      if (typeof model === 'string' || isConfigurable(model)) {
        throw new ConfigurationError(
          'A model given by its name cannot be moderated; give createAgent the model itself.',
        );
      }
      return handler({ ...request, model: replaceModel(model as Runnable, toModerated) as typeof model });
    },
    wrapToolCall: async (request, handler) => {
      const context: RequestContext = { requestId: randomUUID(), conversationId: findThreadId(request.runtime) };
      const { toolCall } = request;
      const refuse = (error: unknown): ToolMessage => toRefusal(error, moderator, toolCall.id ?? '', toolCall.name);
      // The path has the name of the tool itself: the name in a call may be any text that a model or a person wrote.
      const name = String(request.tool?.name ?? 'tool');
      let { args } = toolCall;
      try {
        const location = { stage: 'tool-call', role: 'assistant', path: `${name}.arguments` } as const;
        args = await moderateState(args, moderator, location, context);
      } catch (error) {
        return refuse(error);
      }
      const location = { stage: 'tool-result', role: 'tool', path: `${name}.result` } as const;
      const moderateError = (error: unknown): Promise<unknown> =>
        moderateToolError(error, moderator, location, context);
      // A tool that asks a person returns what they answered.
      const toLocation = (result: unknown): ValueLocation =>
        reviewerWords.includes(ToolMessage.isInstance(result) ? result.content : result)
          ? { ...location, stage: 'resume' }
          : location;
      const moderateResult = <Result>(result: Result): Promise<Result> =>
        moderateState(result, moderator, toLocation(result), context);
      const tool = wrapTool(request.tool, {
        moderateResult,
        moderateError,
        refuse,
      });
      try {
        const result = await handler({ ...request, tool, toolCall: { ...toolCall, args } });
        // Moderated again: another middleware may have replaced the result, and the message about an unknown tool was
        // not moderated in a tool.
        return await moderateResult(result);
      } catch (error) {
        return refuse(await moderateError(error));
      }
    },
  });
}

/**
 * Creates the message that tells the model that its call or the result was refused.
 * @throws {Error} the given error, when it is no refusal.
 */
function toRefusal(error: unknown, moderator: Moderator, callId: string, name: string): ToolMessage {
  if (!ContentRefusedError.isInstance(error)) throw error;
  return new ToolMessage({
    content: policyMessage(moderator.policy, error.verdict),
    tool_call_id: callId,
    name,
    status: 'error',
  });
}

/** Finds the thread of the run, within which placeholders stay the same. */
function findThreadId(runtime: unknown): string | undefined {
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
