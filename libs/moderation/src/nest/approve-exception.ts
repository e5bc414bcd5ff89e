import { HttpException } from '@nestjs/common';

import { approveError } from '../approve-error.js';
import { WithheldError } from '../errors.js';
import { type Moderator } from '../moderator.js';
import { ContentRefusedException } from './content-refused.exception.js';

/**
 * What a handler throws, as it may be thrown on: Nest sends what its exceptions say, and logs all others. One that must not go on
 * keeps its status, and says no more than that.
 */
export async function approveException(error: unknown, moderator: Moderator, requestId: string): Promise<unknown> {
  if (error instanceof ContentRefusedException) return error;
  const approved = await approveError(error, moderator, { stage: 'output', role: 'assistant', path: 'response' }, { requestId });
  if (!(error instanceof HttpException) || !WithheldError.isInstance(approved)) return approved;
  return new HttpException({ statusCode: error.getStatus(), message: approved.message }, error.getStatus(), { cause: approved });
}
