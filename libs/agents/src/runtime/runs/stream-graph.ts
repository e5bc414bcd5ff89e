import { type RunnableConfig } from '@langchain/core/runnables';
import { isCheckpointEnvelope } from '@langchain/langgraph/stream';
import { isJsonObject, toWire } from '../../protocol/to-wire.js';
import { type AgentGraph, type JsonValue, type NewRunEvent } from '../../contract/index.js';
import { type GraphModeration, MessageGates, type MessageTuple } from '../moderation/index.js';
import { toDebugChunk } from './debug-chunk.js';
import { readAhead } from './read-ahead.js';
import { MessageAccumulator } from './message-accumulator.js';

/** The options of one execution of a graph. */
export interface GraphStreamOptions {
  readonly graph: AgentGraph;
  /** The input, a command, or null to go on from the last checkpoint. */
  readonly input: unknown;
  readonly config: RunnableConfig & Readonly<Record<string, unknown>>;
  readonly runId: string;
  readonly modes: readonly string[];
  readonly subgraphs: boolean;
  readonly moderation: GraphModeration;
}

/** A chunk of LangGraph's stream. */
interface GraphChunk {
  readonly namespace: readonly string[];
  readonly mode: string;
  readonly payload: unknown;
}

/** Runs a graph, and gives its events in LangGraph's protocol. They hold only text that the moderator approved. */
export async function* streamGraph(options: GraphStreamOptions): AsyncGenerator<NewRunEvent> {
  const mapper = new ChunkMapper(options);
  if (options.modes.includes('events')) {
    yield* streamWithEvents(options, mapper);
  } else {
    const chunks = (await options.graph.stream(
      options.input as never,
      {
        ...options.config,
        streamMode: listGraphModes(options),
        subgraphs: options.subgraphs,
        // Lets LangGraph name the checkpoint of each value of a graph and its subgraphs, as it does under `streamEvents`.
        ...(options.subgraphs ? { version: 'v2' } : {}),
      } as never,
    )) as AsyncIterable<readonly unknown[]>;
    for await (const chunk of readAhead(chunks)) yield* mapper.map(toGraphChunk(chunk, options.subgraphs));
  }
  yield* mapper.end();
}

async function* streamWithEvents(options: GraphStreamOptions, mapper: ChunkMapper): AsyncGenerator<NewRunEvent> {
  const { graph, input, config, runId, subgraphs, moderation } = options;
  const events = graph.streamEvents(
    input as never,
    {
      ...config,
      version: 'v2',
      streamMode: listGraphModes(options),
      subgraphs,
    } as never,
  ) as unknown as AsyncIterable<{
    readonly event: string;
    readonly run_id: string;
    readonly tags?: readonly string[];
    readonly data: { readonly chunk?: unknown };
  }>;
  for await (const event of readAhead(events)) {
    if (event.tags?.includes('langsmith:hidden')) continue;
    if (event.event === 'on_chain_stream' && event.run_id === runId) {
      yield* mapper.map(toGraphChunk(event.data.chunk as readonly unknown[], subgraphs));
    } else if (moderation.isModerated || !tokenEvents.has(event.event)) {
      yield { event: 'events', data: toWire(withoutInternals(await moderation.moderate(toPlain(event), 'event'))) };
    }
  }
}

/** Events with pieces of text, which a gate would have to hold: they do not leave when the model is not moderated. */
const tokenEvents = new Set(['on_chat_model_stream', 'on_llm_stream', 'on_chain_stream', 'on_parser_stream']);

function toPlain(event: object): Readonly<Record<string, unknown>> {
  return { ...event };
}

/** Removes the fields of `configurable` that LangGraph and we add, wherever a configuration is. */
function withoutInternals(value: unknown): unknown {
  const wire = toWire(value);
  const clean = (part: JsonValue): JsonValue => {
    if (Array.isArray(part)) return part.map((item: JsonValue) => clean(item));
    if (!isJsonObject(part)) return part;
    const entries = Object.entries(part).filter(
      ([name]) => !name.startsWith('__pregel') && !name.startsWith('__leeward'),
    );
    return Object.fromEntries(entries.map(([name, item]) => [name, clean(item)]));
  };
  return clean(wire);
}

function toGraphChunk(chunk: readonly unknown[], subgraphs: boolean): GraphChunk {
  const [namespace, mode, payload] = subgraphs ? chunk : [[], ...chunk];
  return { namespace: (namespace ?? []) as readonly string[], mode: String(mode), payload };
}

/** Lists the modes that LangGraph is asked for. */
function listGraphModes({ modes, moderation }: GraphStreamOptions): string[] {
  const asked = new Set(modes.filter((mode) => mode !== 'events' && mode !== 'messages-tuple'));
  if (modes.includes('messages-tuple')) asked.add('messages');
  if (modes.includes('messages')) asked.add('values');
  // Tells when the step ends in which a message was written.
  if (asked.has('messages') && !moderation.isModerated) asked.add('updates');
  if (asked.size === 0) asked.add('values');
  return [...asked];
}

/** Converts chunks of one stream to events. */
class ChunkMapper {
  readonly #options: GraphStreamOptions;
  readonly #gates: MessageGates;
  readonly #messages = new MessageAccumulator();

  constructor(options: GraphStreamOptions) {
    this.#options = options;
    this.#gates = new MessageGates(options.moderation);
  }

  async *map(chunk: GraphChunk): AsyncGenerator<NewRunEvent> {
    const { modes, moderation } = this.#options;
    const { namespace, mode, payload } = chunk;
    if (mode === 'messages') {
      const tuple = payload as MessageTuple;
      yield* this.#toMessageEvents(moderation.isModerated ? [tuple] : await this.#gates.push(tuple), namespace);
      return;
    }
    if (mode === 'values' || mode === 'updates') yield* this.#toMessageEvents(await this.#gates.end(), namespace);
    if (mode === 'checkpoints' && isCheckpointEnvelope(payload)) {
      yield { event: toEventName(mode, namespace), data: toWire(payload) };
      return;
    }
    const isAsked = modes.includes(mode);
    const feedsMessages = mode === 'values' && modes.includes('messages');
    if (!isAsked && !feedsMessages) return;
    const moderated = await this.#moderate(mode, payload);
    if (isAsked) yield { event: toEventName(mode, namespace), data: toWire(toDebugChunk(mode, moderated)) };
    if (feedsMessages) yield* this.#messages.complete(moderated);
  }

  async *end(): AsyncGenerator<NewRunEvent> {
    yield* this.#toMessageEvents(await this.#gates.end(), []);
  }

  *#toMessageEvents(tuples: readonly MessageTuple[], namespace: readonly string[]): Generator<NewRunEvent> {
    for (const [message, metadata] of tuples) {
      if (this.#options.modes.includes('messages-tuple')) {
        yield { event: toEventName('messages', namespace), data: toWire([message, withoutInternals(metadata)]) };
      }
      if (this.#options.modes.includes('messages')) yield* this.#messages.push(message, withoutInternals(metadata));
    }
  }

  /** Moderates a chunk. Inside a moderated graph, only what its middleware does not see. */
  async #moderate(mode: string, payload: unknown): Promise<unknown> {
    const { moderation } = this.#options;
    const isState = mode === 'values' || mode === 'updates';
    if (!isState || !moderation.isModerated) {
      return moderation.moderate(payload, mode, holdsInterrupts(payload) ? 'tool-call' : 'output');
    }
    if (!holdsInterrupts(payload)) return payload;
    const { [interruptKey]: interrupts, ...state } = payload;
    return { ...state, [interruptKey]: await moderation.moderate(interrupts, 'interrupt', 'tool-call') };
  }
}

const interruptKey = '__interrupt__';

function holdsInterrupts(payload: unknown): payload is Readonly<Record<string, unknown>> {
  return typeof payload === 'object' && payload !== null && interruptKey in payload;
}

function toEventName(mode: string, namespace: readonly string[]): string {
  return [mode, ...namespace].join('|');
}
