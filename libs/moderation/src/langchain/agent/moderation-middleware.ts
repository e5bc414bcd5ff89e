import { randomUUID } from 'node:crypto';

import { type BaseChatModel } from '@langchain/core/language_models/chat_models';
import { ToolMessage } from '@langchain/core/messages';
import { type Runnable } from '@langchain/core/runnables';
import { type Command } from '@langchain/langgraph';
import { toJsonSchema } from '@langchain/core/utils/json_schema';
import { isInteropZodSchema } from '@langchain/core/utils/types';
import { type AgentMiddleware, createMiddleware } from 'langchain';

import { type RequestContext, type ValueLocation } from '../../contract/request-context.js';
import { ConfigurationError, ContentRefusedError } from '../../errors/moderation-errors.js';
import { type Moderator } from '../../moderator/moderator.js';
import { policyMessage } from '../../policy/policy-message.js';
import { ConversationVaults } from '../../redaction/conversation-vaults.js';
import { RedactionVault } from '../../redaction/vault.js';
import { fitToSchema } from '../../values/fit-to-schema.js';
import { restoreValue } from '../../values/restore-value.js';
import { ModeratedChatModel } from '../chat-model/moderated-chat-model.js';
import { replaceModel } from '../chat-model/replace-model.js';
import { MessageModerator } from '../messages/moderate-messages.js';
import { moderateState } from '../messages/moderate-state.js';
import { findPrecedingText } from '../messages/preceding-text.js';
import { ReviewerWords } from '../messages/reviewer-words.js';
import { moderateToolError } from './moderate-tool-error.js';
import { wrapTool } from './moderated-tool.js';
import { ToolErrors } from './tool-errors.js';

/** The options of `moderationMiddleware`. */
export interface ModerationMiddlewareOptions {
  readonly moderator: Moderator;
  /**
   * Keep the redacted values of each thread under a policy with `redaction.mode: restore`. Give the same vaults to `moderateAgentInput`, and
   * `restoreAgentOutput` gives the caller the values back. Default: new ones, which only tools get values from.
   */
  readonly vaults?: ConversationVaults | undefined;
}

/**
 * Creates middleware for `createAgent` that moderates the model and the tools. Put it first, so that it is outermost.
 *
 * - The model is replaced by one that holds its answer until it is moderated, so that no stream, callback or
 *   checkpoint gets unmoderated text.
 * - Tool arguments are moderated again before the tool runs, because a person may have edited them.
 *   Under a policy with `redaction.mode: restore`, the tool itself gets the values, and callbacks the placeholders.
 * - The result or the error of a tool is moderated before the model, a callback or a checkpoint has it. The model reads an error of a
 *   tool, and the run goes on, as without this middleware. Anything that a tool writes into a
 *   stream by itself (`config.writer`, custom events, models that it calls) is not moderated.
 *
 * A graph writes its input to the checkpointer before any middleware sees it: moderate the input with `moderateAgentInput`.
 */
export function moderationMiddleware({
  moderator,
  vaults = new ConversationVaults(),
}: ModerationMiddlewareOptions): AgentMiddleware {
  const messageModeration = new MessageModerator(moderator);
  const reviewerWords = ReviewerWords.for(moderator);
  return createMiddleware({
    name: 'ModerationMiddleware',
    wrapModelCall: (request, handler) => {
      const conversationId = findThreadId(request.runtime);
      // The state of the agent, and with it every checkpoint, keeps the placeholders.
      const vault = findVault(vaults, conversationId);
      const toModerated = (model: BaseChatModel): BaseChatModel =>
        model instanceof ModeratedChatModel
          ? model.withVault(vault)
          : new ModeratedChatModel({ model, moderator, conversationId, vault, messageModeration });
      const { model } = request;
      if (typeof model === 'string' || isConfigurable(model)) {
        throw new ConfigurationError(
          'A model given by its name cannot be moderated; give createAgent the model itself.',
        );
      }
      return handler({ ...request, model: replaceModel(model as Runnable, toModerated) as typeof model });
    },
    wrapToolCall: async (request, handler) => {
      const conversationId = findThreadId(request.runtime);
      const vault = findVault(vaults, conversationId);
      const context: RequestContext = { requestId: randomUUID(), conversationId, vault };
      const { toolCall } = request;
      const refuse = (error: unknown): ToolMessage => toRefusal(error, moderator, toolCall.id ?? '', toolCall.name);
      // The path has the name of the tool itself: the name in a call may be any text that a model or a person wrote.
      const name = String(request.tool?.name ?? 'tool');
      let { args } = toolCall;
      try {
        const precedingText = findPrecedingText(request.state);
        const location = { stage: 'tool-call', role: 'assistant', path: `${name}.arguments`, precedingText } as const;
        args = await moderateState(args, moderator, location, context);
        // The gate of the model may have redacted them before.
        if (moderator.policy.redaction.mode !== 'restore') args = fitToToolSchema(args, request.tool);
      } catch (error) {
        return refuse(error);
      }
      const location = { stage: 'tool-result', role: 'tool', path: `${name}.result` } as const;
      const moderateError = (error: unknown): Promise<unknown> =>
        moderateToolError(error, moderator, location, context);
      const errors = new ToolErrors(moderateError);
      // A tool that asks a person returns what they answered.
      const toLocation = (result: unknown): ValueLocation =>
        reviewerWords.includes(ToolMessage.isInstance(result) ? result.content : result)
          ? { ...location, stage: 'resume' }
          : location;
      const moderateResult = <Result>(result: Result): Promise<Result> =>
        moderateState(result, moderator, toLocation(result), context);
      const tool = wrapTool(request.tool, {
        restoreArguments: vault.size === 0 ? undefined : (given) => restoreValue(given, vault),
        moderateResult,
        moderateError: (error) => errors.moderate(error),
        refuse,
      });
      let result: ToolMessage | Command;
      try {
        result = await handler({ ...request, tool, toolCall: { ...toolCall, args } });
      } catch (error) {
        const description = errors.describe(error, tool !== request.tool);
        if (description === undefined || request.runtime.signal?.aborted) return refuse(await moderateError(error));
        result = toErrorMessage(description, toolCall.id ?? '', toolCall.name);
      }
      try {
        // Moderated again: another middleware may have replaced the result, and neither the message about an unknown tool
        // nor the words of an error were moderated in a tool.
        return await moderateResult(result);
      } catch (error) {
        return refuse(await moderateError(error));
      }
    },
  });
}

/** Makes redacted arguments valid for the schema of their tool. */
function fitToToolSchema<Args>(args: Args, tool: unknown): Args {
  const { schema } = (tool ?? {}) as { readonly schema?: unknown };
  if (schema === undefined) return args;
  try {
    return fitToSchema(args, isInteropZodSchema(schema) ? toJsonSchema(schema) : schema) as Args;
  } catch {
    // JSON Schema cannot express every schema of zod, such as one of dates.
    return args;
  }
}

/** Finds the vault of a thread. Without a thread id nothing tells two runs apart, so nothing is restored. */
function findVault(vaults: ConversationVaults, conversationId: string | undefined): RedactionVault {
  return conversationId === undefined ? new RedactionVault() : vaults.for(conversationId);
}

/**
 * Creates the message that tells the model that its call or the result was refused.
 * @throws {Error} the given error, when it is no refusal.
 */
function toRefusal(error: unknown, moderator: Moderator, callId: string, name: string): ToolMessage {
  if (!ContentRefusedError.isInstance(error)) throw error;
  return toErrorMessage(policyMessage(moderator.policy, error.verdict), callId, name);
}

function toErrorMessage(content: string, callId: string, name: string): ToolMessage {
  return new ToolMessage({ content, tool_call_id: callId, name, status: 'error' });
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
