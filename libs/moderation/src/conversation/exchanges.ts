import { type ModerationRole } from '../contract/moderation-input.js';

/** The place of a message in its conversation. */
export interface ConversationTurn {
  readonly role: ModerationRole;
  /** The ids of the tool calls that the message makes. */
  readonly callIds?: readonly string[] | undefined;
  /** The id of the call whose result the message is. */
  readonly answeredCallId?: string | undefined;
}

/** The exchanges of a conversation. */
export interface Exchanges {
  /** The number of the exchange of each message; undefined for system messages, which are in none. */
  readonly numbers: readonly (number | undefined)[];
  /** The number of the newest exchange; all before it are the history. */
  readonly newest: number;
}

/**
 * Splits a conversation into exchanges: a user message, and all up to the next one. A tool call and its result are always in one
 * exchange. So any exchange can be left out, and the others still take turns.
 */
export function splitExchanges(turns: readonly ConversationTurn[]): Exchanges {
  const starts = findStarts(turns);
  let exchange = -1;
  const numbers = turns.map(({ role }, index) => {
    if (index === starts[exchange + 1]) exchange += 1;
    return role === 'system' ? undefined : exchange;
  });
  return { numbers, newest: starts.length - 1 };
}

function findStarts(turns: readonly ConversationTurn[]): readonly number[] {
  const starts: number[] = [];
  const callers = new Map<string, number>();
  for (const [index, { role, callIds = [], answeredCallId }] of turns.entries()) {
    if (role === 'system') continue;
    if (role === 'user' || starts.length === 0) starts.push(index);
    for (const id of callIds) callers.set(id, index);
    const caller = answeredCallId === undefined ? undefined : callers.get(answeredCallId);
    // A user message between a call and its result begins no exchange.
    while (caller !== undefined && (starts.at(-1) ?? 0) > caller) starts.pop();
  }
  return starts;
}
