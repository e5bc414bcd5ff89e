import { HttpException } from '@nestjs/common';

import { type RequestContext } from '../contract/request-context.js';
import { ContentRefusedError, RedactedError } from '../errors/moderation-errors.js';
import { type Moderator } from '../moderator/moderator.js';
import { moderateError } from '../values/moderate-error.js';
import { ContentRefusedException } from './content-refused.exception.js';
import { answerLocation } from './moderated-options.js';

/**
 * Moderates what a handler throws, because Nest sends the body of its exceptions and logs all other errors. A refusal becomes a
 * `ContentRefusedException`; an exception whose text must not be released keeps its status and loses its text. After
 * an abort, the reason of the signal.
 */
export async function moderateException(
  error: unknown,
  moderator: Moderator,
  context: RequestContext,
): Promise<unknown> {
  if (context.signal?.aborted) return context.signal.reason;
  if (error instanceof ContentRefusedException) return error;
  if (ContentRefusedError.isInstance(error)) return new ContentRefusedException(moderator.policy, error.verdict);
  const moderated = await moderateError(error, moderator, answerLocation, context);
  if (!(error instanceof HttpException && RedactedError.isInstance(moderated))) return moderated;
  const status = error.getStatus();
  return new HttpException({ statusCode: status, message: moderated.message }, status, { cause: moderated });
}
