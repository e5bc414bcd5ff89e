import { sumChoiceUsage } from '@leeward/mixtral-llm';
import { type ApprovedMessage } from '../../telemetry/contract/observed-answer.js';
import { type CompletionKind } from '../completion-kind.js';
import { findBegunAnswer } from './schema/begun-answer.js';
import { type ChatCompletionsRequest } from './schema/chat-completions.schema.js';
import { type ChatRequestMessage } from './schema/chat-message.schema.js';
import { moderateChatContent } from './moderation/moderate-chat-content.js';
import { ChatDeltas, presentChatChoice } from './present-chat-choice.js';
import { findUnsaidNames } from './find-unsaid-names.js';
import { markIndexes } from './history/original-index.js';
import { toFittingMessages } from './history/to-fitting-messages.js';
import { findRepairs } from './history/to-template-messages.js';
import { toCallOptions, toFormOptions } from './to-call-options.js';
import { toLangChainMessages } from './to-langchain-messages.js';

/** The kind of completion that answers conversations. */
export const chatCompletion = {
  idPrefix: 'chatcmpl',
  operation: 'chat',
  object: 'chat.completion',
  chunkObject: 'chat.completion.chunk',
  inputField: 'messages',
  textField: 'content',
  toMessagePath: (choice) => `choices[${choice}].message`,
  async generate({ chat, engine }, request, { moderation, signal, queueKey, reserve, reserveRetry }) {
    const content = await moderateChatContent({ ...request, messages: markIndexes(request.messages) }, moderation);
    const options = { ...toCallOptions(request, content), signal, caller: queueKey, allowSchemaRetry: reserveRetry };
    const { messages, truncated } = await toFittingMessages(content.messages, request, chat, options);
    const conversation = toLangChainMessages(messages);
    const maxTokens = await reserve({
      countPrompts: async () => [
        (await chat.renderPrompt(conversation, toFormOptions(request, content))).tokens.length,
      ],
      answers: request.n ?? 1,
      maxTokens: options.maxTokens,
      contextSize: engine.model.contextSize,
    });
    // `streamChoices` and not `stream`, which would show unmoderated text to LangChain's callbacks and tracers.
    const choices = await chat.streamChoices(conversation, { ...options, ...(maxTokens && { maxTokens }) });
    const question = content.messages.findLast(({ role }) => role === 'user')?.content;
    return {
      choices,
      /** The moderated parts of the request, for a caller that keeps them. */
      content,
      findPrecedingText: () => question,
      begunText: findBegunAnswer(messages),
      truncated,
      approvedInput: content.messages.map(toApprovedMessage),
      sumUsage: sumChoiceUsage,
    };
  },
  findIgnoredFields: ({ chat }, { messages }) => findUnsaidNames(messages, chat),
  findRepairs: ({ chat }, request) => findRepairs(request, chat),
  findToolSchema: ({ tools }, name) => tools?.find((tool) => tool.function.name === name)?.function.parameters,
  presentChoice: (choice, index, { logprobs }) => presentChatChoice(choice, index, logprobs === true),
  createDeltas: () => new ChatDeltas(),
} satisfies CompletionKind<ChatCompletionsRequest>;

/** Converts a moderated message to the form in which traces may hold it. */
function toApprovedMessage(message: ChatRequestMessage): ApprovedMessage {
  const { role, content } = message;
  if (role !== 'assistant') return { role, text: content };
  const calls = message.tool_calls.map(({ id, function: called }) => ({
    id,
    name: called.name,
    arguments: JSON.stringify(called.arguments),
  }));
  return { role, text: content, calls };
}
