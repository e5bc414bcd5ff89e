import { type RunnableConfig } from '@langchain/core/runnables';
import { toWireCheckpoint } from '../../protocol/checkpoint.js';

type Fields = Readonly<Record<string, unknown>>;

/** Converts what LangGraph tells about checkpoints and tasks to its protocol. Chunks of other modes stay as they are. */
export function toDebugChunk(mode: string, payload: unknown): unknown {
  if (!isFields(payload)) return payload;
  if (mode === 'tasks') return toTask(payload);
  if (mode === 'checkpoints') {
    const { values, metadata, next } = payload;
    return 'values' in payload ? { values, metadata, next } : payload;
  }
  if (mode !== 'debug' || !isFields(payload['payload'])) return payload;
  const { payload: inner } = payload;
  if (payload['type'] === 'checkpoint') return { ...payload, payload: toCheckpoint(inner) };
  return payload['type'] === 'task_result' ? { ...payload, payload: toTask(inner) } : payload;
}

function toCheckpoint({ parentConfig, ...payload }: Fields): Fields {
  const tasks = Array.isArray(payload['tasks']) ? payload['tasks'] : [];
  return {
    ...payload,
    config: toPublicConfig(payload['config']),
    parent_config: toPublicConfig(parentConfig),
    checkpoint: toWireCheckpoint(payload['config'] as RunnableConfig | undefined),
    parent_checkpoint: toWireCheckpoint(parentConfig as RunnableConfig | undefined),
    tasks: tasks.map((task: unknown) => (isFields(task) ? toTask(task) : task)),
  };
}

function toTask(task: Fields): Fields {
  const checkpoint = isFields(task['state']) ? toWireCheckpoint(task['state'], false) : null;
  if (checkpoint === null) return task;
  const { state: _state, ...others } = task;
  return { ...others, checkpoint };
}

function toPublicConfig(config: unknown): unknown {
  if (!isFields(config) || !isFields(config['configurable'])) return config;
  const { callbacks: _callbacks, ...others } = config;
  const fields = Object.entries(config['configurable']).filter(([name]) => !name.startsWith('__'));
  return { ...others, configurable: Object.fromEntries(fields) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
