import { HttpException } from '@nestjs/common';
import { OpenAiError } from './openai-error.js';

/**
 * Describes for the log an error that was shown to a caller; undefined for the caller's own mistakes.
 *
 * The message of an unknown error may hold text of users: the log gets its kind and its location only.
 */
export function describeForLog(error: unknown, shown: OpenAiError): string | undefined {
  if (shown.status < 500) return undefined;
  if (error instanceof OpenAiError) return error.logged;
  if (error instanceof HttpException) return error.message;
  if (!(error instanceof Error)) return 'something that is not an error was thrown';
  const location = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `${error.name}${location ? ` ${location.trim()}` : ''}`;
}
