import { type ExecutionContext } from '@nestjs/common';

import { ConfigurationError } from '../errors/moderation-errors.js';

/** Where Nest keeps the parameters of a route, and that a response is only passed through. */
const parametersMetadata = '__routeArguments__';
const passthroughMetadata = '__responsePassthrough__';

/** How Nest numbers the response and `next` among the parameters. */
const response = /^[12]:/;

/** What Nest has added to `Reflect` wherever it runs. */
const metadata = Reflect as unknown as { readonly getMetadata: (key: string, owner: object, name: string) => unknown };

/** @throws {ConfigurationError} for a route that writes its answer by itself: no interceptor has it. */
export function refuseRawResponse(context: ExecutionContext): void {
  if (context.getType() !== 'http') return;
  const [owner, name] = [context.getClass(), context.getHandler().name];
  const parameters = Object.keys((metadata.getMetadata(parametersMetadata, owner, name) ?? {}) as object);
  if (
    !parameters.some((parameter) => response.test(parameter)) ||
    metadata.getMetadata(passthroughMetadata, owner, name) === true
  )
    return;
  throw new ConfigurationError(
    `The route ${owner.name}.${name} writes its answer by itself (@Res, @Next), which nobody can moderate; return it, or set \`output: false\`.`,
  );
}
