import { kindOf, ModerationError, WithheldError } from './errors.js';
import { moderateValue } from './moderate-value.js';
import { type Moderator } from './moderator.js';
import { type RequestFacts, type ValuePlace } from './request-facts.js';

/**
 * An error as it may be thrown on: itself when all that it says passes, else one that says nothing but its kind. Providers and
 * parsers quote the text that they could not take, and callbacks, event streams and checkpoints hear of every error.
 */
export async function approveError(error: unknown, moderator: Moderator, place: ValuePlace, facts: RequestFacts): Promise<unknown> {
  const { requestId, conversationId, signal } = facts;
  // Errors of this library hold no text.
  if (ModerationError.isInstance(error)) return error;
  if (signal?.aborted) return signal.reason;
  const conversation = conversationId === undefined ? {} : { conversationId };
  const { verdict } = await moderateValue(moderator, { ...place, path: `${place.path}.error`, requestId, ...conversation, value: error });
  return verdict.outcome === 'allow' ? error : withheld(error);
}

/** Keeps the status, by which callers decide whether to try again. */
function withheld(error: unknown): WithheldError {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return new WithheldError(kindOf(error), typeof status === 'number' ? status : undefined);
}
