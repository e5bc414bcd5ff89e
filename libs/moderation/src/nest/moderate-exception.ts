import { HttpException } from '@nestjs/common';

import { ContentRefusedError, RedactedError } from '../errors/moderation-errors.js';
import { type Moderator } from '../moderator/moderator.js';
import { moderateError } from '../values/moderate-error.js';
import { ContentRefusedException } from './content-refused.exception.js';

const location = { stage: 'output', role: 'assistant', path: 'response' } as const;

/**
 * Moderates what a handler throws, because Nest sends the body of its exceptions and logs all other errors. A refusal becomes a
 * `ContentRefusedException`; an exception whose text must not go on keeps its status and loses its text.
 */
export async function moderateException(error: unknown, moderator: Moderator, requestId: string): Promise<unknown> {
  if (error instanceof ContentRefusedException) return error;
  if (ContentRefusedError.isInstance(error)) return new ContentRefusedException(moderator.policy, error.verdict);
  const moderated = await moderateError(error, moderator, location, { requestId });
  if (!(error instanceof HttpException && RedactedError.isInstance(moderated))) return moderated;
  const status = error.getStatus();
  return new HttpException({ statusCode: status, message: moderated.message }, status, { cause: moderated });
}
