import { randomUUID } from 'node:crypto';
import { type RunnableConfig } from '@langchain/core/runnables';
import { type Command, InvalidUpdateError, isCommand, type StateSnapshot } from '@langchain/langgraph';
import { moderateAgentInput } from '@leeward/moderation/langchain';
import { emptyThreadState, toThreadState } from '../../protocol/thread-state.js';
import { toWireCheckpoint } from '../../protocol/checkpoint.js';
import { fromWireCommand, toWireCommand } from '../../protocol/to-wire.js';
import {
  type AgentRuntime,
  type AgentStorage,
  type CheckpointReference,
  type JsonObject,
  type JsonValue,
  type ServedAgent,
  type ThreadRecord,
  type ThreadStateView,
} from '../../contract/index.js';
import { RequestInvalidError, ThreadBusyError, ThreadMissingError, ThreadUnboundError } from '../../errors/index.js';
import { withoutReviewerMarks } from '../../messages/index.js';
import { assertFreeCommand, assertFreeFields, isGuarded } from '../../run-state/index.js';
import { settleStaleApprovals } from '../approvals/index.js';
import { type AssistantDirectory } from '../assistant-directory.js';
import { GraphModeration, listMessageIds, ModeratedCheckpointer, moderateNames } from '../moderation/index.js';
import { type RuntimeSettings } from '../runtime-options.js';
import { findSubgraph } from './find-subgraph.js';

/** One change of a state, as `supersteps` of a new thread have it. */
export interface StateUpdate {
  readonly values?: JsonValue | undefined;
  readonly command?: JsonObject | undefined;
  readonly asNode?: string | undefined;
}

/** Reads and changes the states of threads. Changes are moderated before they are saved. */
export class ThreadStates {
  readonly #settings: RuntimeSettings;
  readonly #storage: AgentStorage;
  readonly #directory: AssistantDirectory;

  constructor(settings: RuntimeSettings, directory: AssistantDirectory) {
    this.#settings = settings;
    this.#storage = settings.storage;
    this.#directory = directory;
  }

  async get(
    ...[owner, threadId, checkpoint, { subgraphs }]: Parameters<AgentRuntime['getState']>
  ): Promise<ThreadStateView> {
    const thread = await this.#find(owner, threadId);
    const agent = this.#findAgent(thread);
    if (agent === undefined) return emptyThreadState;
    return toThreadState(await this.#read(agent, thread, checkpoint, subgraphs));
  }

  async list(
    ...[owner, threadId, options]: Parameters<AgentRuntime['listHistory']>
  ): Promise<readonly ThreadStateView[]> {
    const thread = await this.#find(owner, threadId);
    const agent = this.#findAgent(thread);
    if (agent === undefined) return [];
    const { checkpointNamespace = '' } = options.checkpoint;
    const states: ThreadStateView[] = [];
    const graph = await findSubgraph(agent.graph, checkpointNamespace);
    const history = graph.getStateHistory(
      this.#toConfig(agent, thread, { ...options.checkpoint, checkpointNamespace }),
      {
        limit: options.limit,
        ...(options.before === undefined ? {} : { before: { configurable: { checkpoint_id: options.before } } }),
        ...(options.metadata === undefined ? {} : { filter: options.metadata as Record<string, unknown> }),
      },
    );
    for await (const state of history) {
      states.push(toThreadState(state));
      if (states.length >= options.limit) break;
    }
    return states;
  }

  async update(...[owner, threadId, update]: Parameters<AgentRuntime['updateState']>): Promise<JsonObject> {
    const { values, asNode, checkpoint, policy } = update;
    assertFreeFields(values, 'values');
    return this.#change(owner, threadId, checkpoint, async (agent, thread, config) => {
      const graph = await findSubgraph(agent.graph, checkpoint.checkpointNamespace);
      return graph.updateState(config, (await this.#moderate(agent, thread, values, policy)) as never, asNode);
    });
  }

  /** Applies several steps to a new thread. */
  async apply(
    owner: string,
    threadId: string,
    steps: readonly (readonly StateUpdate[])[],
    policy?: string,
  ): Promise<JsonObject> {
    return this.#change(owner, threadId, {}, async (agent, thread, config) => {
      for (const { values, command } of steps.flat()) {
        assertFreeFields(values, 'supersteps.values');
        assertFreeCommand(command, 'supersteps.command', { isGuarded: isGuarded(agent) });
      }
      const supersteps = [];
      for (const step of steps) {
        const updates = [];
        for (const { values, command, asNode } of step) {
          const given = command === undefined ? values : fromWireCommand(withoutReviewerMarks(command));
          updates.push({ values: (await this.#moderate(agent, thread, given, policy)) as never, asNode });
        }
        supersteps.push({ updates });
      }
      return agent.graph.bulkUpdateState(config, supersteps as never);
    });
  }

  /** Reads the latest state of a thread whose agent is known. */
  readLatest(agent: ServedAgent, thread: ThreadRecord): Promise<StateSnapshot> {
    return this.#read(agent, thread, {}, false);
  }

  async #change(
    owner: string,
    threadId: string,
    checkpoint: CheckpointReference,
    change: (agent: ServedAgent, thread: ThreadRecord, config: RunnableConfig) => Promise<RunnableConfig>,
  ): Promise<JsonObject> {
    const thread = await this.#find(owner, threadId);
    const agent = this.#findAgent(thread);
    if (agent === undefined) throw new ThreadUnboundError(threadId);
    for (const status of ['pending', 'running'] as const) {
      const active = await this.#storage.runs.list(owner, threadId, { status }, { limit: 1, offset: 0 });
      if (active.length > 0) throw new ThreadBusyError(threadId);
    }
    const { checkpointNamespace = '' } = checkpoint;
    const config = this.#toConfig(agent, thread, { ...checkpoint, checkpointNamespace });
    const changed = await change(agent, thread, config).catch((error: unknown) => {
      // Its message has text of the caller.
      if (error instanceof InvalidUpdateError)
        throw new RequestInvalidError(['values and as_node fit no step of this agent']);
      throw error;
    });
    const { values, next, interrupts } = toThreadSummary(toThreadState(await this.readLatest(agent, thread)));
    const status = next.length > 0 && Object.keys(interrupts).length > 0 ? 'interrupted' : 'idle';
    await this.#storage.threads.update(owner, threadId, { values, interrupts, status, stateUpdatedAt: new Date() });
    await settleStaleApprovals(this.#storage, { ...thread, interrupts });
    return { checkpoint: toWireCheckpoint(changed, false) };
  }

  async #find(owner: string, threadId: string): Promise<ThreadRecord> {
    const thread = await this.#storage.threads.find(owner, threadId);
    if (thread === undefined) throw new ThreadMissingError(threadId);
    return thread;
  }

  #findAgent({ metadata }: ThreadRecord): ServedAgent | undefined {
    const name = metadata['graph_id'];
    return typeof name === 'string' ? this.#directory.findAgent(name) : undefined;
  }

  async #read(
    agent: ServedAgent,
    thread: ThreadRecord,
    checkpoint: CheckpointReference,
    subgraphs: boolean,
  ): Promise<StateSnapshot> {
    const graph = await findSubgraph(agent.graph, checkpoint.checkpointNamespace);
    return graph.getState(this.#toConfig(agent, thread, checkpoint), { subgraphs });
  }

  #toConfig(agent: ServedAgent, thread: ThreadRecord, checkpoint: CheckpointReference): RunnableConfig {
    const moderation = new GraphModeration({
      moderator: this.#settings.findModerator(agent, undefined),
      isModerated: agent.isModerated ?? false,
      runId: thread.id,
      threadId: thread.id,
    });
    const { checkpointId, checkpointNamespace } = checkpoint;
    return {
      configurable: {
        thread_id: thread.id,
        graph_id: agent.name,
        ...(checkpointId === undefined ? {} : { checkpoint_id: checkpointId }),
        ...(checkpointNamespace === undefined ? {} : { checkpoint_ns: checkpointNamespace }),
        __pregel_checkpointer: new ModeratedCheckpointer(this.#storage.checkpointer, moderation),
      },
    };
  }

  async #moderate(
    agent: ServedAgent,
    thread: ThreadRecord,
    given: JsonValue | Command | undefined,
    policy: string | undefined,
  ): Promise<unknown> {
    if (given === undefined || given === null) return given;
    const moderator = this.#settings.findModerator(agent, policy);
    const values = isCommand(given) ? given : withoutReviewerMarks(given);
    const ids = listMessageIds(isCommand(values) ? toWireCommand(values) : values);
    await moderateNames(ids, { moderator, requestId: randomUUID(), threadId: thread.id });
    return moderateAgentInput<unknown>(values, { moderator, conversationId: thread.id });
  }
}

/** The parts of a state that are kept with its thread, so that lists of threads can show them. */
export function toThreadSummary(
  state: ThreadStateView,
): Pick<ThreadRecord, 'interrupts'> & { readonly values: JsonObject; readonly next: readonly string[] } {
  const entries = state.tasks
    .filter(({ interrupts }) => interrupts.length > 0)
    .map(({ id, interrupts }) => [id, interrupts as unknown as ThreadRecord['interrupts'][string]] as const);
  return { values: state.values, next: state.next, interrupts: Object.fromEntries(entries) };
}
