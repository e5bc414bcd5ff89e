import { type JsonObject, type JsonValue } from '../contract/index.js';

interface ConfigurableConfig {
  readonly configurable?: Readonly<Record<string, unknown>> | undefined;
}

/** Names the checkpoint of a configuration, as LangGraph's protocol does. Null for one that names no checkpoint. */
export function toWireCheckpoint(config: ConfigurableConfig | undefined, needsId = true): JsonObject | null {
  const {
    thread_id: thread,
    checkpoint_id: id,
    checkpoint_ns: namespace,
    checkpoint_map: map,
  } = config?.configurable ?? {};
  if (typeof thread !== 'string' || (needsId && typeof id !== 'string')) return null;
  return {
    thread_id: thread,
    checkpoint_id: typeof id === 'string' ? id : null,
    checkpoint_ns: typeof namespace === 'string' ? namespace : '',
    checkpoint_map: (map as JsonValue | undefined) ?? null,
  };
}
