import { type ChatMessage } from '../conversation/messages.js';

/** Holds a conversation, split into turns that are kept or dropped whole. */
interface ConversationTurns {
  /** Indexes of the system messages; they belong to no turn. */
  readonly system: readonly number[];
  /** Where each turn starts, in order. A turn ends where the next one starts. */
  readonly starts: readonly number[];
}

/**
 * Splits a valid conversation into turns. A turn begins with the user message that follows a finished answer: tool calls,
 * their results and the user's additions to the results stay together.
 */
export function splitTurns(messages: readonly ChatMessage[]): ConversationTurns {
  const system: number[] = [];
  const starts: number[] = [];
  let previous: ChatMessage | undefined;
  for (const [index, message] of messages.entries()) {
    if (message.role === 'system') {
      system.push(index);
      continue;
    }
    if (!previous || (message.role === 'user' && isFinishedAnswer(previous))) starts.push(index);
    previous = message;
  }
  return { system, starts };
}

/** Lists the messages that stay when all turns before `first` are dropped: system messages, then everything from there. */
export function listMessagesFrom({ system, starts }: ConversationTurns, first: number, messageCount: number): number[] {
  const start = starts[first] ?? 0;
  const kept = system.filter((index) => index < start);
  for (let index = start; index < messageCount; index++) kept.push(index);
  return kept;
}

function isFinishedAnswer({ role, toolCalls }: ChatMessage): boolean {
  return role === 'assistant' && !toolCalls?.length;
}
