import {
  type AssistantRecord,
  type JsonObject,
  type JsonValue,
  type RunRecord,
  type StoreItemRecord,
  type ThreadRecord,
} from '../contract/index.js';

/** Writes an assistant as LangGraph's protocol has it. */
export function toWireAssistant(record: AssistantRecord): JsonObject {
  return {
    assistant_id: record.id,
    graph_id: record.graphId,
    name: record.name,
    description: record.description,
    config: record.config,
    context: record.context,
    metadata: record.metadata,
    version: record.version,
    created_at: record.createdAt.toISOString(),
    updated_at: record.updatedAt.toISOString(),
  };
}

/** Writes a thread as LangGraph's protocol has it. */
export function toWireThread(record: ThreadRecord): JsonObject {
  return {
    thread_id: record.id,
    status: record.status,
    metadata: record.metadata,
    config: record.config,
    values: record.values,
    interrupts: toWireInterrupts(record),
    error: record.error,
    created_at: record.createdAt.toISOString(),
    updated_at: record.updatedAt.toISOString(),
    state_updated_at: record.stateUpdatedAt.toISOString(),
  };
}

function toWireInterrupts({ interrupts }: ThreadRecord): JsonObject {
  const entries = Object.entries(interrupts).map(([task, list]): [string, JsonValue] => [
    task,
    list.map(({ id, value }) => ({ id, value })),
  ]);
  return Object.fromEntries(entries);
}

/** Writes a run as LangGraph's protocol has it. */
export function toWireRun(record: RunRecord): JsonObject {
  return {
    run_id: record.id,
    thread_id: record.threadId,
    assistant_id: record.assistantId,
    status: record.status,
    metadata: record.metadata,
    kwargs: toWireArguments(record),
    multitask_strategy: record.multitaskStrategy,
    end_reason: record.endReason,
    created_at: record.createdAt.toISOString(),
    updated_at: record.updatedAt.toISOString(),
  };
}

function toWireArguments({ arguments: given }: RunRecord): JsonObject {
  const fields: Readonly<Record<string, JsonValue | undefined>> = {
    input: given.input,
    command: given.command,
    config: given.config,
    context: given.context,
    checkpoint: given.checkpoint,
    stream_mode: given.streamModes,
    subgraphs: given.streamSubgraphs,
    resumable: given.isResumable,
    temporary: given.deletesThread,
    interrupt_before: given.interruptBefore,
    interrupt_after: given.interruptAfter,
    webhook: given.webhook,
  };
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}

/** Writes an item of the long-term memory as LangGraph's protocol has it. */
export function toWireItem(record: StoreItemRecord): JsonObject {
  return {
    namespace: record.namespace,
    key: record.key,
    value: record.value,
    created_at: record.createdAt.toISOString(),
    updated_at: record.updatedAt.toISOString(),
  };
}
