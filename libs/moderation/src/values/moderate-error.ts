import { type RequestContext, type ValueLocation } from '../contract/request-context.js';
import { toErrorKind } from '../errors/error-kind.js';
import { ModerationError, RedactedError } from '../errors/moderation-errors.js';
import { type Moderator } from '../moderator/moderator.js';
import { moderateValue } from './moderate-value.js';

/**
 * Moderates an error before it is rethrown. Providers and parsers quote text that they refused, and callbacks, event
 * streams and checkpoints get every error.
 * @returns the error itself when all of its text may be released, else a `RedactedError` with only its class and its
 * status; after an abort, the reason of the signal.
 */
export async function moderateError(
  error: unknown,
  moderator: Moderator,
  location: ValueLocation,
  context: RequestContext,
): Promise<unknown> {
  // Errors of this library hold no text.
  if (ModerationError.isInstance(error)) return error;
  if (context.signal?.aborted) return context.signal.reason;
  const { requestId, conversationId, signal } = context;
  try {
    const value = toReadableError(error);
    const path = `${location.path}.error`;
    const input = { ...location, path, requestId, conversationId, value };
    const { verdict } = await moderateValue(moderator, input, { signal });
    // An aborted moderation gives an error verdict, which says nothing about this error.
    if (signal?.aborted) return signal.reason;
    return verdict.outcome === 'allow' ? error : redactError(error);
  } catch {
    // A getter threw while the error was read.
    return redactError(error);
  }
}

/** Adds the fields and the message of a thrown object that is no error: its JSON may leave them out. */
function toReadableError(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || error instanceof Error) return error;
  return [error, { ...error, toJSON: undefined, message: 'message' in error ? error.message : undefined }];
}

/** Keeps the status, because callers decide by it whether to try again. */
function redactError(error: unknown): RedactedError {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return new RedactedError(toErrorKind(error), typeof status === 'number' ? status : undefined);
}
