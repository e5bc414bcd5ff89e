import { errorKind, ModerationError, RedactedError } from '../errors/moderation-errors.js';
import { moderateValue } from './moderate-value.js';
import { type Moderator } from '../moderator/moderator.js';
import { type RequestContext, type ValueLocation } from '../contract/request-context.js';
import { type Verdict } from '../contract/verdict.js';

/**
 * An error as it may be thrown on: itself when all that it says passes, else one that says nothing but its kind. Providers and
 * parsers quote the text that they could not take, and callbacks, event streams and checkpoints hear of every error.
 */
export async function moderateError(
  error: unknown,
  moderator: Moderator,
  place: ValueLocation,
  facts: RequestContext,
): Promise<unknown> {
  const { requestId, conversationId, signal } = facts;
  // Errors of this library hold no text.
  if (ModerationError.isInstance(error)) return error;
  if (signal?.aborted) return signal.reason;
  const conversation = conversationId === undefined ? {} : { conversationId };
  const judge = async (value: unknown): Promise<Verdict> =>
    (await moderateValue(moderator, { ...place, path: `${place.path}.error`, requestId, ...conversation, value }))
      .verdict;
  try {
    return (await judge(saidBy(error))).outcome === 'allow' ? error : withheld(error);
  } catch {
    // Of what cannot be read nobody knows what it says.
    return withheld(error);
  }
}

/** With what is read of what is no error as if it were one, whatever form JSON gives it. */
function saidBy(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || error instanceof Error) return error;
  return [error, { ...error, toJSON: undefined, message: 'message' in error ? error.message : undefined }];
}

/** Keeps the status, by which callers decide whether to try again. */
function withheld(error: unknown): RedactedError {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return new RedactedError(errorKind(error), typeof status === 'number' ? status : undefined);
}
