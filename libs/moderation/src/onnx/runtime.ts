/** The part of onnxruntime-node that is used. Its own types would make it a dependency. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dimensions: readonly number[]) => unknown;
}

/** A loaded model. */
export interface OnnxSession {
  run(feeds: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, { readonly data: unknown }>>>;
}

/** Imports onnxruntime-node. @throws {Error} when it is not installed. */
export async function importRuntime(specifier: string): Promise<OnnxRuntime> {
  const module = (await import(specifier)) as { readonly default?: OnnxRuntime } & OnnxRuntime;
  // It is a CommonJS module: `import` may give its exports as the default only.
  return module.default ?? module;
}
