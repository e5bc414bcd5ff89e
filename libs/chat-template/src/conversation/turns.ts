import { type ChatMessage } from './messages.js';

/** Messages that belong together, half open: from a user's message to the last answer before the next one. */
export interface Turn {
  readonly start: number;
  readonly end: number;
}

/** A conversation in turns. */
export interface ConversationTurns {
  /** Indexes of the system messages; they belong to no turn. */
  readonly system: readonly number[];
  /** In order. A system message inside the range of a turn is not part of it. */
  readonly turns: readonly Turn[];
  /** Whether all system messages stand before the first turn. */
  readonly isSystemFirst: boolean;
}

/**
 * Splits a valid conversation. A turn begins with the user's message that follows a finished answer: calls, their results
 * and what the user adds to the results stay together.
 */
export function splitTurns(messages: readonly ChatMessage[]): ConversationTurns {
  const system: number[] = [];
  const starts: number[] = [];
  let previous: ChatMessage | undefined;
  for (const [index, message] of messages.entries()) {
    if (message.role === 'system') system.push(index);
    else {
      if (!previous || (message.role === 'user' && isFinishedAnswer(previous))) starts.push(index);
      previous = message;
    }
  }
  const turns = starts.map((start, index) => ({ start, end: starts[index + 1] ?? messages.length }));
  return { system, turns, isSystemFirst: (system.at(-1) ?? -1) < (starts[0] ?? messages.length) };
}

/** The indexes of the messages that are left when all turns before `first` are dropped. */
export function messagesFrom({ system, turns }: ConversationTurns, first: number, messageCount: number): number[] {
  const start = turns[first]?.start ?? 0;
  const kept = system.filter((index) => index < start);
  for (let index = start; index < messageCount; index++) kept.push(index);
  return kept;
}

function isFinishedAnswer({ role, toolCalls }: ChatMessage): boolean {
  return role === 'assistant' && !toolCalls?.length;
}
