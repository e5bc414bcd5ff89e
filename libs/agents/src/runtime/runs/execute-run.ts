import { type RunnableConfig } from '@langchain/core/runnables';
import { GraphRecursionError } from '@langchain/langgraph';
import { fromWireCommand } from '../../protocol/to-wire.js';
import {
  type AgentGraph,
  type AgentStorage,
  type RunContext,
  runContextKey,
  type RunRecord,
  type RunStatus,
  type ServedAgent,
} from '../../contract/index.js';
import { AgentStore } from '../agent-store.js';
import { AgentMissingError } from '../../errors/index.js';
import { type AssistantDirectory } from '../assistant-directory.js';
import { GraphModeration, ModeratedCheckpointer, readRunId } from '../moderation/index.js';
import { type RuntimeSettings } from '../runtime-options.js';
import { type EventWriter, RunOutputError } from './event-writer.js';
import { isGuarded } from '../../run-state/index.js';
import { toRecursionLimit } from './recursion-limit.js';
import { type RunFence } from './run-fence.js';
import { streamGraph } from './stream-graph.js';
import { whenOverdue } from './when-overdue.js';

/** The reasons for which a run is aborted. */
export type AbortReason = 'interrupt' | 'rollback' | 'timeout' | 'lost' | 'shutdown';

/** The end of an execution. */
export interface RunResult {
  readonly status: RunStatus;
  readonly endReason: string | null;
  /** The error, as clients see it. */
  readonly error: { readonly error: string; readonly message: string } | null;
}

/** All that an execution of a run needs. */
export interface ExecutionOptions {
  readonly settings: RuntimeSettings;
  readonly storage: AgentStorage;
  readonly directory: AssistantDirectory;
  readonly run: RunRecord;
  readonly writer: EventWriter;
  /** Aborts the run; its reason is an `AbortReason`. */
  readonly signal: AbortSignal;
  /** Keeps the run from writing once it is over. */
  readonly fence: RunFence;
}

/** The graph of a run, with all that it runs with. */
export interface PreparedRun {
  readonly agent: ServedAgent;
  /** The graph, moderated inside under the policy of the run. */
  readonly graph: AgentGraph;
  readonly moderation: GraphModeration;
  readonly config: RunnableConfig & { readonly configurable: Readonly<Record<string, unknown>> };
}

/** The facts of an execution that its end needs. */
interface Progress {
  prepared?: PreparedRun;
  endReason: string | null;
}

/** Runs the graph of a run, and saves its events. Never rejects, and ends soon after an abort. */
export async function executeRun(options: ExecutionOptions): Promise<RunResult> {
  const { signal, settings, fence } = options;
  const progress: Progress = { endReason: null };
  const { overdue, stop } = whenOverdue(signal, (reason) => (reason === 'lost' ? 0 : settings.graceMilliseconds));
  try {
    await Promise.race([runGraph(options, progress), overdue]);
    return { status: 'success', endReason: progress.endReason, error: null };
  } catch (error) {
    return await toFailure(error, options, progress);
  } finally {
    stop();
    await fence.close();
  }
}

async function runGraph(options: ExecutionOptions, progress: Progress): Promise<void> {
  const { run, writer, signal, settings } = options;
  // It may have been asked to end before this process took it.
  signal.throwIfAborted();
  await writer.write('metadata', { run_id: run.id, attempt: run.attempts });
  if (run.attempts > settings.attempts) throw new RunAbandonedError(settings.attempts);
  const prepared = await prepareRun(options, (reason) => (progress.endReason = reason));
  progress.prepared = prepared;
  const { agent, graph, moderation, config } = prepared;
  const input = await findInput(options);
  signal.throwIfAborted();
  const events = streamGraph({
    graph,
    input,
    config: {
      ...config,
      signal,
      runId: run.id,
      recursionLimit: toRecursionLimit(run, agent),
      ...(run.arguments.context === undefined ? {} : { context: run.arguments.context }),
      ...(run.arguments.interruptBefore === undefined ? {} : { interruptBefore: run.arguments.interruptBefore }),
      ...(run.arguments.interruptAfter === undefined ? {} : { interruptAfter: run.arguments.interruptAfter }),
      // The call of a tool is saved before the tool acts. Otherwise the model would ask again after a crash, for another call.
      durability: isGuarded(agent) ? 'sync' : (run.arguments.durability ?? 'sync'),
    },
    runId: run.id,
    modes: run.arguments.streamModes,
    subgraphs: run.arguments.streamSubgraphs,
    moderation,
  });
  for await (const { event, data } of events) {
    signal.throwIfAborted();
    await writer.write(event, data);
  }
  signal.throwIfAborted();
}

/** Thrown for a run whose process has ended too often. */
class RunAbandonedError extends Error {
  override readonly name = 'RunAbandonedError';

  constructor(attempts: number) {
    super(`The run was begun ${attempts} times, and each time its process ended.`);
  }
}

async function toFailure(
  error: unknown,
  { signal, settings, writer }: ExecutionOptions,
  { prepared, endReason }: Progress,
): Promise<RunResult> {
  if (signal.aborted) {
    const reason = signal.reason as AbortReason;
    if (reason !== 'timeout') return { status: 'interrupted', endReason: endReason ?? 'cancelled', error: null };
    const described = { error: 'TimeoutError', message: 'The run was ended: it took longer than its time limit.' };
    await writer.writeLast('error', described).catch(settings.onError);
    return { status: 'timeout', endReason: 'time_limit', error: described };
  }
  settings.onError(error);
  const described = await describe(error, prepared);
  await writer.writeLast('error', described).catch(settings.onError);
  return { status: 'error', endReason: endReason ?? toEndReason(error), error: described };
}

async function describe(error: unknown, prepared: PreparedRun | undefined): Promise<NonNullable<RunResult['error']>> {
  const isOurs =
    error instanceof RunOutputError || error instanceof RunAbandonedError || AgentMissingError.isInstance(error);
  if (isOurs) return { error: error.name, message: error.message };
  // Without an agent there is no moderator that could let the message pass.
  return prepared === undefined
    ? { error: 'Error', message: 'The run failed before it began.' }
    : prepared.moderation.describeError(error);
}

function toEndReason(error: unknown): string | null {
  if (error instanceof GraphRecursionError) return 'step_limit';
  if (error instanceof RunOutputError) return 'output_limit';
  if (error instanceof RunAbandonedError) return 'too_many_attempts';
  return null;
}

/** Finds the graph of a run, and builds the configuration with which it runs. */
export async function prepareRun(
  { settings, storage, directory, run, signal, fence }: Omit<ExecutionOptions, 'writer'>,
  onEnd: (reason: string) => void,
): Promise<PreparedRun> {
  const { assistant, agent } = await directory.find(run.owner, run.assistantId);
  const moderator = settings.findModerator(agent, run.arguments.policy);
  const moderation = new GraphModeration({
    moderator,
    isModerated: agent.isModerated ?? false,
    runId: run.id,
    threadId: run.threadId,
    signal,
  });
  const context: RunContext = {
    owner: run.owner,
    agent: agent.name,
    threadId: run.threadId,
    runId: run.id,
    limits: agent.limits ?? {},
    toolCalls: fence.protectCalls(storage.toolCalls),
    approvals: fence.protectApprovals(storage.approvals),
    end: onEnd,
  };
  const { configurable, tags } = run.arguments.config;
  const checkpoint = run.arguments.checkpoint ?? {};
  return {
    agent,
    graph: moderator === agent.moderator ? agent.graph : (agent.graphFor?.(moderator) ?? agent.graph),
    moderation,
    config: {
      ...(Array.isArray(tags) ? { tags: tags.map(String) } : {}),
      metadata: { ...run.metadata, run_id: run.id, run_attempt: run.attempts, assistant_id: assistant.id },
      store: new AgentStore(run.owner, fence.protectItems(storage.storeItems), moderation),
      configurable: {
        ...(configurable as object | undefined),
        ...checkpoint,
        thread_id: run.threadId,
        run_id: run.id,
        graph_id: agent.name,
        assistant_id: assistant.id,
        [runContextKey]: context,
        __pregel_checkpointer: new ModeratedCheckpointer(storage.checkpointer, moderation, { runId: run.id, fence }),
      },
    } as PreparedRun['config'],
  };
}

/** Finds the input of the graph: null when an earlier attempt has saved it already. */
async function findInput({ run, storage }: ExecutionOptions): Promise<unknown> {
  const { input, command } = run.arguments;
  if (run.attempts > 1) {
    const saved = await storage.checkpointer.getTuple({ configurable: { thread_id: run.threadId, checkpoint_ns: '' } });
    if (readRunId(saved?.metadata) === run.id) return null;
  }
  return command === undefined ? (input ?? null) : fromWireCommand(command);
}
