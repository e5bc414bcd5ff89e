import { isPrefixMatch, inferChannel } from '@langchain/langgraph/stream';
import { type AgentStorage, type RunRecord } from '../../contract/index.js';
import {
  type NewProtocolEvent,
  type ProtocolEvent,
  RunProtocolEvents,
  isRootLifecycle,
} from '../../protocol/v2/index.js';
import { type ServerRuntime } from '../../runtime/index.js';

/** The events that a client asks for. */
export interface EventFilter {
  readonly channels: readonly string[];
  readonly namespaces?: readonly (readonly string[])[] | undefined;
  readonly depth?: number | undefined;
  /** Only events with a higher number. */
  readonly since?: number | undefined;
}

/** Numbers grow from run to run, and from event to event. */
const numbersPerRun = 1_000_000_000;
const numbersPerEvent = 1_000;
/** The number of the event with which a run ends. */
const lastEvent = numbersPerRun / numbersPerEvent - 1;

/** The most runs of a thread that are looked through. */
const maximumRuns = 1_000;

/** Gives the events of all runs of a thread, from the latest run on, until the client leaves. */
export class ThreadEvents {
  readonly #runtime: ServerRuntime;
  readonly #storage: AgentStorage;
  readonly #owner: string;
  readonly #threadId: string;
  /** The ordinal of the first run to follow. */
  #first = 0;

  constructor(runtime: ServerRuntime, owner: string, threadId: string) {
    this.#runtime = runtime;
    this.#storage = runtime.settings.storage;
    this.#owner = owner;
    this.#threadId = threadId;
  }

  async *follow(filter: EventFilter, signal: AbortSignal): AsyncGenerator<ProtocolEvent> {
    const followed = new Set<string>();
    const news = this.#runtime.listenToQueue();
    try {
      for (let isFirst = true; !signal.aborted; isFirst = false) {
        const next = (await this.#listRuns(isFirst, filter.since)).find(({ run }) => !followed.has(run.id));
        if (next === undefined) {
          await news.next(this.#runtime.settings.pollMilliseconds, signal);
          continue;
        }
        followed.add(next.run.id);
        for await (const event of this.#followRun(next.run, next.ordinal, signal)) {
          if (matches(filter, event)) yield event;
        }
      }
    } finally {
      news.close();
    }
  }

  /** Lists the runs to follow, the oldest first. At first, all before the latest are left out: the state has their results. */
  async #listRuns(
    isFirst: boolean,
    since: number | undefined,
  ): Promise<readonly { readonly run: RunRecord; readonly ordinal: number }[]> {
    const page = { limit: maximumRuns, offset: 0 };
    const runs = await this.#storage.runs.list(this.#owner, this.#threadId, {}, page);
    const numbered = runs.toReversed().map((run, ordinal) => ({ run, ordinal }));
    if (isFirst) this.#first = since === undefined ? numbered.length - 1 : Math.floor(since / numbersPerRun);
    return numbered.filter(({ ordinal }) => ordinal >= this.#first);
  }

  async *#followRun(run: RunRecord, ordinal: number, signal: AbortSignal): AsyncGenerator<ProtocolEvent> {
    const events = new RunProtocolEvents(String(run.metadata['graph_id'] ?? ''));
    // Clients leave out what is older than the state that they have read.
    const time = run.status === 'pending' || run.status === 'running' ? undefined : run.createdAt.getTime();
    for await (const event of this.#runtime.followRun(run, { signal })) {
      yield* toNumbered(events.map(event), { runId: run.id, ordinal, eventId: event.id, time });
    }
    if (signal.aborted) return;
    const ended = await this.#storage.runs.find(this.#owner, this.#threadId, run.id);
    yield* toNumbered(events.end(ended?.status ?? 'interrupted'), { runId: run.id, ordinal, eventId: lastEvent, time });
  }
}

/** The event of a run out of which events are made. */
interface EventOrigin {
  readonly runId: string;
  readonly ordinal: number;
  readonly eventId: number;
  /** Undefined: it comes as it happens. */
  readonly time: number | undefined;
}

function* toNumbered(
  events: Iterable<NewProtocolEvent>,
  { runId, ordinal, eventId, time }: EventOrigin,
): Generator<ProtocolEvent> {
  let seq = ordinal * numbersPerRun + eventId * numbersPerEvent;
  for (const event of events) {
    const { method, namespace, data, node } = event;
    seq += 1;
    // Clients read the run out of this form of id: events have no other field for it.
    const id = isRootLifecycle(event) ? `synth:${runId}:${seq}` : `${seq}`;
    const params = { namespace, timestamp: time ?? Date.now(), ...(node === undefined ? {} : { node }), data };
    yield { type: 'event', event_id: id, seq, method, params };
  }
}

function matches({ channels, namespaces = [], depth, since }: EventFilter, event: ProtocolEvent): boolean {
  if (since !== undefined && event.seq <= since) return false;
  const channel = inferChannel(event as never) as string | undefined;
  if (channel === undefined) return false;
  if (!channels.includes(channel) && !(channel.startsWith('custom:') && channels.includes('custom'))) return false;
  const { namespace } = event.params;
  return (
    namespaces.length === 0 ||
    namespaces.some(
      (prefix) =>
        isPrefixMatch([...namespace], [...prefix]) &&
        (depth === undefined || namespace.length - prefix.length <= depth),
    )
  );
}
