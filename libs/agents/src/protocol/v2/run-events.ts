import { type JsonObject, type JsonValue, type RunEvent, type RunStatus } from '../../contract/index.js';
import { isJsonObject } from '../to-wire.js';
import { MessageEvents } from './message-events.js';
import { type NewProtocolEvent } from './protocol-event.js';
import { SubgraphLifecycles } from './subgraph-lifecycles.js';
import { ToolNamespaces } from './tool-namespaces.js';

/** Converts the events of one run to events of protocol v2. */
export class RunProtocolEvents {
  readonly #graph: string;
  readonly #messages = new MessageEvents();
  readonly #interrupts = new Set<string>();
  readonly #tools = new ToolNamespaces();
  readonly #subgraphs = new SubgraphLifecycles();
  #hasFailed = false;

  /** @param graph the name of the agent */
  constructor(graph: string) {
    this.#graph = graph;
  }

  /** Converts an event of the run. */
  *map(event: RunEvent): Generator<NewProtocolEvent> {
    for (const mapped of this.#map(event)) {
      if (!isRootLifecycle(mapped)) yield* this.#subgraphs.push(mapped);
      yield mapped;
    }
  }

  *#map({ event, data }: RunEvent): Generator<NewProtocolEvent> {
    const [mode = '', ...namespace] = event.split('|');
    if (mode === 'metadata') yield this.#toLifecycle('running');
    else if (mode === 'messages') yield* this.#messages.push(data, namespace);
    else if (mode === 'values' || mode === 'updates') {
      yield* this.#messages.end();
      yield* this.#mapState(mode, namespace, data);
    } else if (mode === 'tools') yield this.#toToolEvent(namespace, data);
    else if (mode === 'custom') {
      const named = isJsonObject(data) && 'name' in data ? data : { payload: data };
      yield { method: 'custom', namespace, data: named };
    } else if (mode === 'tasks') {
      this.#tools.push(namespace, data);
      yield { method: 'tasks', namespace, data };
    } else if (mode === 'checkpoints') yield { method: 'checkpoints', namespace, data };
    else if (mode === 'error') {
      this.#hasFailed = true;
      yield* this.#messages.end();
      const error = isJsonObject(data) ? String(data['message'] ?? '') : '';
      yield* this.#subgraphs.end(error);
      yield this.#toLifecycle('failed', { error });
    }
  }

  /** Ends the run. */
  *end(status: RunStatus): Generator<NewProtocolEvent> {
    yield* this.#messages.end();
    if (this.#hasFailed) return;
    yield* this.#subgraphs.end();
    const isOver = status === 'success' && this.#interrupts.size === 0;
    const isFailure = status === 'error' || status === 'timeout';
    yield this.#toLifecycle(isFailure ? 'failed' : isOver ? 'completed' : 'interrupted');
  }

  *#mapState(mode: 'values' | 'updates', namespace: readonly string[], data: JsonValue): Generator<NewProtocolEvent> {
    if (!isJsonObject(data)) return;
    const { __interrupt__: interrupts, ...state } = data;
    if (Object.keys(state).length > 0) {
      if (mode === 'values') yield { method: 'values', namespace, data: state };
      else yield* toUpdates(state, namespace);
    }
    for (const interrupt of Array.isArray(interrupts) ? (interrupts as readonly JsonValue[]) : []) {
      const id = isJsonObject(interrupt) ? interrupt['id'] : undefined;
      if (!isJsonObject(interrupt) || typeof id !== 'string' || this.#interrupts.has(id)) continue;
      this.#interrupts.add(id);
      const request = { interrupt_id: id, payload: interrupt['value'] ?? null };
      yield { method: 'input.requested', namespace, data: request };
    }
  }

  #toToolEvent(namespace: readonly string[], data: JsonValue): NewProtocolEvent {
    const event = toToolEvent(data);
    return { method: 'tools', namespace: this.#tools.find(namespace, event['tool_call_id']), data: event };
  }

  #toLifecycle(event: string, fields: JsonObject = {}): NewProtocolEvent {
    return { method: 'lifecycle', namespace: [], data: { event, graph_name: this.#graph, ...fields } };
  }
}

/** Checks whether an event tells that the run itself begins or ends. */
export function isRootLifecycle({ method, namespace }: NewProtocolEvent): boolean {
  return method === 'lifecycle' && namespace.length === 0;
}

function* toUpdates(state: JsonObject, namespace: readonly string[]): Generator<NewProtocolEvent> {
  for (const [node, update] of Object.entries(state)) {
    yield { method: 'updates', namespace, node, data: isJsonObject(update) ? update : { value: update } };
  }
}

const toolEvents: Readonly<Record<string, string>> = {
  on_tool_start: 'tool-started',
  on_tool_event: 'tool-output-delta',
  on_tool_end: 'tool-finished',
  on_tool_error: 'tool-error',
};

function toToolEvent(data: JsonValue): JsonObject {
  const fields = isJsonObject(data) ? data : {};
  const event = toolEvents[String(fields['event'])] ?? 'tool-output-delta';
  const id = { event, tool_call_id: fields['toolCallId'] ?? fields['tool_call_id'] ?? '' };
  if (event === 'tool-started') return { ...id, tool_name: fields['name'] ?? 'tool', input: fields['input'] ?? null };
  if (event === 'tool-finished') return { ...id, output: fields['output'] ?? null };
  if (event === 'tool-error') {
    const { error } = fields;
    return { ...id, message: isJsonObject(error) ? (error['message'] ?? '') : (error ?? '') };
  }
  return { ...id, delta: typeof fields['data'] === 'string' ? fields['data'] : JSON.stringify(fields['data'] ?? null) };
}
