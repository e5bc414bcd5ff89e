import { HttpException } from '@nestjs/common';
import { OpenAiError } from './openai-error.js';

/**
 * What the log says of an error that was shown to a caller: nothing for the caller's own mistakes. Messages of unknown errors
 * may hold text of users: of those the log gets the kind and the place only.
 */
export function describeForLog(error: unknown, shown: OpenAiError): string | false {
  if (shown.status < 500) return false;
  if (error instanceof OpenAiError) return error.logged;
  if (error instanceof HttpException) return error.message;
  if (!(error instanceof Error)) return 'something that is not an error was thrown';
  const place = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `${error.name}${place ? ` ${place.trim()}` : ''}`;
}
