import { sumChoiceUsage } from '@leeward/mixtral-llm';
import { type CompletionKind } from '../completion-kind.js';
import { findBegunAnswer } from './history/begun-answer.js';
import { type ChatCompletionsRequest } from './chat-completions.schema.js';
import { toApprovedMessage } from './to-approved-message.js';
import { moderateChatContent } from './moderate-chat-content.js';
import { ChatDeltas, presentChatChoice } from './present-chat-choice.js';
import { findRepairs, toTemplateMessages } from './history/to-template-messages.js';
import { toCallOptions } from './to-call-options.js';
import { toLangChainMessages } from './to-langchain-messages.js';

/** The kind of completion that answers conversations. */
export const chatCompletion: CompletionKind<ChatCompletionsRequest> = {
  idPrefix: 'chatcmpl',
  operation: 'chat',
  object: 'chat.completion',
  chunkObject: 'chat.completion.chunk',
  inputField: 'messages',
  textField: 'content',
  toMessagePath: (choice) => `choices[${choice}].message`,
  async generate({ chat }, request, { moderation, signal, queueKey }) {
    const content = await moderateChatContent(request, moderation);
    const messages = toTemplateMessages(content.messages, request, chat);
    // `streamChoices` and not `stream`, which would show unmoderated text to LangChain's callbacks and tracers.
    const choices = await chat.streamChoices(toLangChainMessages(messages), {
      ...toCallOptions(request, content),
      signal,
      caller: queueKey,
    });
    const question = content.messages.findLast(({ role }) => role === 'user')?.content;
    return {
      choices,
      findPrecedingText: () => question,
      begunText: findBegunAnswer(messages),
      approvedInput: content.messages.map(toApprovedMessage),
      sumUsage: sumChoiceUsage,
    };
  },
  findRepairs: ({ chat }, request) => findRepairs(request, chat),
  findToolSchema: ({ tools }, name) => tools?.find((tool) => tool.function.name === name)?.function.parameters,
  presentChoice: (choice, index, { logprobs }) => presentChatChoice(choice, index, logprobs === true),
  createDeltas: () => new ChatDeltas(),
};
