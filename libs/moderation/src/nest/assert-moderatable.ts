import { type ExecutionContext, StreamableFile } from '@nestjs/common';

import { ConfigurationError } from '../errors/moderation-errors.js';

/** The metadata keys of Nest for the parameters of a route, and for `passthrough: true`. Nest does not export them. */
const parametersMetadata = '__routeArguments__';
const passthroughMetadata = '__responsePassthrough__';

/** Matches the parameters `@Res()` and `@Next()`: Nest numbers them 1 and 2. */
const responseParameter = /^[12]:/;

/** Nest requires `reflect-metadata`, which adds `getMetadata` to `Reflect`. */
const metadata = Reflect as unknown as { readonly getMetadata: (key: string, owner: object, name: string) => unknown };

/** @throws {ConfigurationError} for a route that writes its answer by itself: no interceptor sees it. */
export function assertReturnsAnswer(context: ExecutionContext): void {
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

/** @throws {ConfigurationError} for a file, a stream or a response of `fetch`, whose content is not available yet. */
export function assertNoFile(value: unknown): void {
  if (!(value instanceof StreamableFile || value instanceof Uint8Array || isStream(value))) return;
  throw new ConfigurationError(
    'A file or a stream cannot be moderated; set `output: false` for a route that sends one.',
  );
}

function isStream(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Symbol.asyncIterator in value || Object.prototype.toString.call(value) === '[object Response]';
}
