import { AIMessage, type BaseMessage, HumanMessage, SystemMessage } from '@langchain/core/messages';
import { type ChatCompletionsRequest } from './chat-completions.schema.js';

type RequestMessage = ChatCompletionsRequest['messages'][number];

/** The messages of a request, in LangChain's classes. */
export function toLangChainMessages(messages: readonly RequestMessage[]): BaseMessage[] {
  return messages.map(({ role, content }) => {
    switch (role) {
      case 'system':
      case 'developer':
        return new SystemMessage(content);
      case 'user':
        return new HumanMessage(content);
      case 'assistant':
        return new AIMessage(content);
    }
  });
}
