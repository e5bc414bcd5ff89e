import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { type ChatRequestMessage } from './chat-message.schema.js';

/** The messages of a request, in LangChain's classes. */
export function toLangChainMessages(messages: readonly ChatRequestMessage[]): BaseMessage[] {
  const ids = new CallIds();
  return messages.map((message) => {
    switch (message.role) {
      case 'system':
      case 'developer':
        return new SystemMessage(message.content);
      case 'user':
        return new HumanMessage(message.content);
      case 'assistant':
        return new AIMessage({
          content: message.content,
          tool_calls: message.tool_calls.map(({ id, function: called }) => ({
            type: 'tool_call',
            id: ids.of(id),
            name: called.name,
            args: { ...called.arguments },
          })),
        });
      case 'tool':
        return new ToolMessage({ content: message.content, tool_call_id: ids.of(message.tool_call_id) });
    }
  });
}

/**
 * Ids of calls, numbered in the order in which they come. Some templates write them into the prompt: the caller's own, which
 * can be any text that nobody has judged, must not get there. Nine letters and digits are the form that Mistral's models know.
 */
class CallIds {
  readonly #numbers = new Map<string, number>();

  of(id: string): string {
    const number = this.#numbers.get(id) ?? this.#numbers.size + 1;
    this.#numbers.set(id, number);
    return `call${String(number).padStart(5, '0')}`;
  }
}
