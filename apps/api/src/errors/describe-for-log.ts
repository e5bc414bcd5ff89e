import { EngineClosedError } from '@leeward/mixtral-llm';
import { HttpException } from '@nestjs/common';
import { type Response } from 'express';
import { OpenAiError } from './openai-error.js';
import { StorageError } from './storage-error.js';

/**
 * Describes for the log an error that was shown to a caller. Undefined for the caller's own mistakes, and for work that ended
 * because its connection has gone.
 *
 * The message of an unknown error may hold text of users: the log gets its kind and its location only.
 */
export function describeForLog(
  error: unknown,
  shown: OpenAiError,
  response: Pick<Response, 'destroyed' | 'socket'>,
): string | undefined {
  // When a client leaves, what was under way for it fails: moderation, too.
  const isExpected = isGone(response) && (isEnd(error) || error instanceof OpenAiError);
  if (shown.status < 500 || isExpected) return undefined;
  if (error instanceof OpenAiError) return error.logged;
  if (error instanceof HttpException) return error.message;
  if (StorageError.isInstance(error)) return error.logged;
  if (!(error instanceof Error)) return 'something that is not an error was thrown';
  const location = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `${error.name}${location ? ` ${location.trim()}` : ''}`;
}

/** Checks whether the connection has gone. The socket knows before the response does. */
function isGone({ destroyed, socket }: Pick<Response, 'destroyed' | 'socket'>): boolean {
  return destroyed || (socket?.destroyed ?? false);
}

/** Checks whether an error only says that work was ended: a server that stops ends the answers that take too long. */
function isEnd(error: unknown): boolean {
  return EngineClosedError.isInstance(error) || (Object(error) as { readonly name?: unknown }).name === 'AbortError';
}
