/** The field of `configurable` that holds the idempotency key of a call. */
const key = 'leeward_idempotency_key';

/**
 * Finds the idempotency key of the call that a tool runs for. It is the same when the call is tried again, so give it to a service that
 * knows such keys. Undefined: the tool has no effect, or runs without our middleware.
 *
 * @param config the second argument of the function of a tool
 */
export function findIdempotencyKey(
  config: { readonly configurable?: object | undefined } | undefined,
): string | undefined {
  const value = (config?.configurable as Readonly<Record<string, unknown>> | undefined)?.[key];
  return typeof value === 'string' ? value : undefined;
}

interface InvokableTool {
  invoke(input: unknown, config?: { readonly configurable?: object | undefined }): unknown;
}

/** Wraps a tool so that its function finds the idempotency key in its configuration. */
export function withIdempotencyKey<Tool>(tool: Tool, idempotencyKey: string): Tool {
  if (!isInvokable(tool)) return tool;
  const invoke: InvokableTool['invoke'] = (input, config) =>
    tool.invoke(input, { ...config, configurable: { ...config?.configurable, [key]: idempotencyKey } });
  // Not a copy: a tool may have private fields, which no copy has.
  return new Proxy(tool, {
    get: (target, name) => (name === 'invoke' ? invoke : (Reflect.get(target, name, target) as unknown)),
  });
}

function isInvokable(tool: unknown): tool is InvokableTool & object {
  return typeof tool === 'object' && tool !== null && 'invoke' in tool && typeof tool.invoke === 'function';
}
