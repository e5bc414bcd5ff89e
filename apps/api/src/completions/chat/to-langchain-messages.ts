import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { type ChatRequestMessage } from './schema/chat-message.schema.js';

/** Converts the messages of a request to LangChain's classes. */
export function toLangChainMessages(messages: readonly ChatRequestMessage[]): BaseMessage[] {
  const ids = new CallIds();
  return messages.map((message) => {
    const named = message.name === undefined ? {} : { name: message.name };
    switch (message.role) {
      case 'system':
      case 'developer':
        return new SystemMessage({ content: message.content, ...named });
      case 'user':
        return new HumanMessage({ content: message.content, ...named });
      case 'assistant':
        return new AIMessage({
          content: message.content,
          ...named,
          tool_calls: message.tool_calls.map(({ id, function: called }) => ({
            type: 'tool_call',
            id: ids.toNumbered(id),
            name: called.name,
            args: { ...called.arguments },
          })),
        });
      case 'tool':
        return new ToolMessage({ content: message.content, tool_call_id: ids.toNumbered(message.tool_call_id) });
    }
  });
}

/**
 * Numbers the ids of calls in the order in which they come.
 *
 * Some templates write ids into the prompt. The caller's own ids must not get there: they may be any text, and are not
 * moderated. Nine letters and digits are the form that Mistral's models know.
 */
class CallIds {
  readonly #numbers = new Map<string, number>();

  toNumbered(id: string): string {
    const number = this.#numbers.get(id) ?? this.#numbers.size + 1;
    this.#numbers.set(id, number);
    return `call${String(number).padStart(5, '0')}`;
  }
}
