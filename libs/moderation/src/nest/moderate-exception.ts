import { HttpException } from '@nestjs/common';

import { moderateError } from '../values/moderate-error.js';
import { RedactedError } from '../errors/moderation-errors.js';
import { moderateValue } from '../values/moderate-value.js';
import { type Moderator } from '../moderator/moderator.js';
import { ContentRefusedException } from './content-refused.exception.js';
import { inItsClasses } from './in-its-classes.js';
import { sentForm } from './sent-form.js';

const place = { stage: 'output', role: 'assistant', path: 'response' } as const;

/**
 * What a handler throws, as it may be thrown on: Nest sends what its exceptions say, and logs all others. One that must not go on
 * keeps its status, and says no more than that.
 */
export async function moderateException(error: unknown, moderator: Moderator, requestId: string): Promise<unknown> {
  if (error instanceof ContentRefusedException) return error;
  const approved = await moderateError(error, moderator, place, { requestId });
  if (!(error instanceof HttpException)) return approved;
  return RedactedError.isInstance(approved) ? withheld(error, approved) : approveBody(error, moderator, requestId);
}

/** What an exception answers with, which its class may make, and make anew: what is sent is what was judged. */
async function approveBody(error: HttpException, moderator: Moderator, requestId: string): Promise<HttpException> {
  let body: string | object;
  try {
    const made = error.getResponse();
    const sent = sentForm(made);
    const { verdict } = await moderateValue(moderator, { ...place, path: 'response.error', requestId, value: sent });
    if (verdict.outcome !== 'allow') return withheld(error, new RedactedError(error.constructor.name));
    // Of an error Nest sends nothing but the status, and tells it by its class.
    body = made instanceof Error ? made : (inItsClasses(made, sent) as string | object);
  } catch {
    return withheld(error, new RedactedError(error.constructor.name));
  }
  // Its own class stays, by which filters go, where it can be changed.
  if (Reflect.defineProperty(error, 'getResponse', { value: () => body, configurable: true, writable: true }))
    return error;
  return new HttpException(body, error.getStatus(), { cause: error });
}

function withheld(error: HttpException, cause: RedactedError): HttpException {
  return new HttpException({ statusCode: error.getStatus(), message: cause.message }, error.getStatus(), { cause });
}
