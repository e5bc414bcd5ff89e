import { randomBytes, randomUUID } from 'node:crypto';
import { type NextFunction, type Request, type Response } from 'express';

/** The header of a request's id, in requests and in every answer. */
export const requestIdHeader = 'x-request-id';

/** The shape of ids that are taken from callers. They get into logs and audit records, so they hold no free text. */
const givenIdShape = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The id of one request. */
export interface RequestIdentity {
  readonly id: string;
  /** Whether the caller chose the id, and may choose it again for another request. */
  readonly isGiven: boolean;
}

/** The result of `identifyRequest`, which it stores with a request. */
export interface RequestIdLocals {
  identity?: RequestIdentity;
}

/** Gives a request the id that its caller sent, or a new one. Every answer has it, also an error. */
export function identifyRequest(
  request: Request,
  response: Response<unknown, RequestIdLocals>,
  next: NextFunction,
): void {
  const given = request.get(requestIdHeader);
  const identity = toIdentity(given);
  response.locals.identity = identity;
  response.setHeader(requestIdHeader, identity.id);
  next();
}

function toIdentity(given: string | undefined): RequestIdentity {
  return given !== undefined && givenIdShape.test(given)
    ? { id: given, isGiven: true }
    : { id: randomUUID(), isGiven: false };
}

/**
 * Creates the id of an answer, which its audit records have as `requestId`: `chatcmpl-` and the id of the request.
 *
 * A caller may send one id twice, so an id that was given gets a random end. By an id that is stored a record is read: its end is
 * so long that nobody guesses it.
 *
 * @param prefix one that ends in `_` is of a record that is stored, and gets no dash
 */
export function toAnswerId(prefix: string, { id, isGiven }: RequestIdentity = toIdentity(undefined)): string {
  const isStored = prefix.endsWith('_');
  const start = isStored ? prefix : `${prefix}-`;
  return isGiven ? `${start}${id}-${randomBytes(isStored ? 16 : 4).toString('hex')}` : `${start}${id}`;
}
