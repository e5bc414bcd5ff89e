import { type ServerResponse } from 'node:http';

import { type ExecutionContext, HttpStatus } from '@nestjs/common';

import { ContentRefusedException } from './content-refused.exception.js';

/** The seconds after which a caller should try again when too much is moderated at once. */
const retryAfterSeconds = 2;

/** Gets the response of Node.js. Fastify's reply holds it in `raw`. */
export function toServerResponse(context: ExecutionContext): ServerResponse {
  const reply = context.switchToHttp().getResponse<ServerResponse | { readonly raw: ServerResponse }>();
  return 'raw' in reply ? reply.raw : reply;
}

/** Sets the header `Retry-After` for a refusal because of too much at once: exceptions of Nest carry no headers. */
export function setRetryAfter(context: ExecutionContext, error: unknown): void {
  if (context.getType() !== 'http' || !(error instanceof ContentRefusedException)) return;
  const response = toServerResponse(context);
  const isOverload = error.getStatus() === Number(HttpStatus.TOO_MANY_REQUESTS);
  if (isOverload && !response.headersSent) response.setHeader('Retry-After', `${retryAfterSeconds}`);
}
