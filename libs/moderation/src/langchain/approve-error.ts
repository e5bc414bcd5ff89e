import { ModerationError, WithheldError } from '../errors.js';
import { moderateValue } from '../moderate-value.js';
import { type Moderator } from '../moderator.js';
import { type RequestFacts } from './approve-messages.js';
import { type ValuePlace } from './approve-value.js';

/** A longer chain of causes is withheld. */
const mostCauses = 8;

/**
 * An error as it may be thrown on: itself when all that it says passes, else one that says nothing but its kind. Providers and
 * parsers quote the text that they could not take, and callbacks, event streams and checkpoints hear of every error.
 */
export async function approveError(error: unknown, moderator: Moderator, place: ValuePlace, facts: RequestFacts): Promise<unknown> {
  const { requestId, conversationId, signal } = facts;
  // Errors of this library hold no text; an interrupt is no failure, and what it asks is the graph's to show.
  if (ModerationError.isInstance(error) || isGraphBubbleUp(error)) return error;
  if (signal?.aborted) return signal.reason;
  const said = saidBy(error);
  if (said === undefined) return withheld(error);
  const conversation = conversationId === undefined ? {} : { conversationId };
  const { verdict } = await moderateValue(moderator, { ...place, path: `${place.path}.error`, requestId, ...conversation, value: said });
  return verdict.outcome === 'allow' ? error : withheld(error);
}

/** Everything that an error and its causes say; undefined when that cannot be told. */
function saidBy(error: unknown): readonly unknown[] | undefined {
  const said: unknown[] = [];
  let current = error;
  for (let depth = 0; current instanceof Error; depth += 1) {
    if (depth === mostCauses) return undefined;
    const { name, message, stack = '', cause } = current;
    // A stack repeats the message as it was when the error was made; its frames name code.
    said.push(name, message, stack.replace(/^ {4}at .*$/gm, ''));
    const fields = plainFields(current);
    if (fields === undefined) return undefined;
    said.push(fields);
    current = cause;
  }
  if (current === undefined) return said;
  const rest = plainFields({ rest: current });
  return rest === undefined ? undefined : [...said, rest];
}

/** An interrupt or a command to a parent graph. Read as LangGraph does, which a model alone does not need. */
function isGraphBubbleUp(error: unknown): boolean {
  return error instanceof Error && 'is_bubble_up' in error && error.is_bubble_up === true;
}

/** What JSON makes of an error's own fields, which is what most listeners write down. */
function plainFields(value: object): unknown {
  try {
    return JSON.parse(JSON.stringify({ ...value })) as unknown;
  } catch {
    return undefined;
  }
}

/** Keeps the status, by which callers decide whether to try again. */
function withheld(error: unknown): WithheldError {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  // The class is named by code; `name` may be written by anyone.
  return new WithheldError(error instanceof Error ? error.constructor.name : typeof error, typeof status === 'number' ? status : undefined);
}
