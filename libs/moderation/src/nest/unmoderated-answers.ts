import { type ExecutionContext, StreamableFile } from '@nestjs/common';

import { ConfigurationError } from '../errors/moderation-errors.js';

/** The keys under which Nest keeps the parameters of a route, and that its response is only passed through. */
const parametersMetadata = '__routeArguments__';
const passthroughMetadata = '__responsePassthrough__';

/** Matches the response and `next` among the parameters, as Nest numbers them. */
const responseParameter = /^[12]:/;

/** Nest adds `getMetadata` to `Reflect` wherever it runs. */
const metadata = Reflect as unknown as { readonly getMetadata: (key: string, owner: object, name: string) => unknown };

/** @throws {ConfigurationError} for a route that writes its answer by itself: no interceptor sees it. */
export function refuseRawResponse(context: ExecutionContext): void {
  if (context.getType() !== 'http') return;
  const owner = context.getClass();
  const { name } = context.getHandler();
  const parameters = Object.keys((metadata.getMetadata(parametersMetadata, owner, name) ?? {}) as object);
  const takesResponse = parameters.some((parameter) => responseParameter.test(parameter));
  if (!takesResponse || metadata.getMetadata(passthroughMetadata, owner, name) === true) return;
  throw new ConfigurationError(
    `The route ${owner.name}.${name} writes its answer by itself (@Res, @Next), which cannot be moderated; return the answer, or set \`output: false\`.`,
  );
}

/** @throws {ConfigurationError} for a file, a stream or a response of `fetch`: their text is not there yet. */
export function refuseFile(value: unknown): void {
  if (!(value instanceof StreamableFile || value instanceof Uint8Array || isStream(value))) return;
  throw new ConfigurationError(
    'A file or a stream cannot be moderated; set `output: false` for a route that sends one.',
  );
}

function isStream(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Symbol.asyncIterator in value || value instanceof Response;
}
