import {
  BaseCheckpointSaver,
  type ChannelVersions,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointTuple,
  type PendingWrite,
} from '@langchain/langgraph-checkpoint';
import { type RunnableConfig } from '@langchain/core/runnables';
import { type GraphModeration } from './graph-moderation.js';

/** The channels of LangGraph that hold text, and that no middleware moderates. */
const interruptChannel = '__interrupt__';
const errorChannel = '__error__';

/** Does a write of a run, or refuses it. */
export interface WriteGuard {
  write<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** The run whose checkpoints are saved. */
export interface CheckpointedRun {
  /** The id of the run. It is saved with its checkpoints, so that they can be told apart. */
  readonly runId: string;
  readonly fence: WriteGuard;
}

/**
 * Moderates what a graph saves: questions to people and errors always, and all values when the graph was not built with
 * `moderationMiddleware`. A run whose text is refused ends, and the text is not saved.
 */
export class ModeratedCheckpointer extends BaseCheckpointSaver {
  readonly #inner: BaseCheckpointSaver;
  readonly #moderation: GraphModeration;
  readonly #runMetadata: { readonly run_id?: string };
  readonly #write: WriteGuard['write'];

  constructor(inner: BaseCheckpointSaver, moderation: GraphModeration, run?: CheckpointedRun) {
    super(inner.serde);
    this.#inner = inner;
    this.#moderation = moderation;
    this.#runMetadata = run === undefined ? {} : { run_id: run.runId };
    this.#write = run === undefined ? (work) => work() : (work) => run.fence.write(work);
  }

  override getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    return this.#inner.getTuple(config);
  }

  override list(config: RunnableConfig, options?: CheckpointListOptions): AsyncGenerator<CheckpointTuple> {
    return this.#inner.list(config, options);
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    // The metadata of the run, by which clients filter a history. It was moderated when the run was created.
    const marked = { ...config.metadata, ...metadata, ...this.#runMetadata };
    if (this.#moderation.isModerated) {
      return this.#write(() => this.#inner.put(config, checkpoint, marked, newVersions));
    }
    const names = Object.keys(checkpoint.channel_values);
    const values = await Promise.all(
      names.map((name) => this.#moderation.moderate(checkpoint.channel_values[name], `state.${name}`)),
    );
    const channelValues = Object.fromEntries(names.map((name, index) => [name, values[index]]));
    const moderated = { ...checkpoint, channel_values: channelValues };
    return this.#write(() => this.#inner.put(config, moderated, marked, newVersions));
  }

  override async putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    taskId: string,
    taskPath?: string,
  ): Promise<void> {
    const moderated = writes.map(async ([channel, value]): Promise<PendingWrite> => [
      channel,
      await this.#moderateWrite(channel, value),
    ]);
    const values = await Promise.all(moderated);
    await this.#write(() => this.#inner.putWrites(config, values, taskId, taskPath));
  }

  override deleteThread(threadId: string): Promise<void> {
    return this.#inner.deleteThread(threadId);
  }

  override getNextVersion(current: number | undefined): number {
    return this.#inner.getNextVersion(current);
  }

  override getDeltaChannelHistory(
    ...options: Parameters<BaseCheckpointSaver['getDeltaChannelHistory']>
  ): ReturnType<BaseCheckpointSaver['getDeltaChannelHistory']> {
    return this.#inner.getDeltaChannelHistory(...options);
  }

  #moderateWrite(channel: string, value: unknown): Promise<unknown> {
    if (channel === interruptChannel) return this.#moderation.moderate(value, 'interrupt', 'tool-call');
    if (channel === errorChannel) return this.#moderateError(value);
    // Values of the library itself, such as the moderated answer of a person, begin with two underscores.
    if (this.#moderation.isModerated || channel.startsWith('__')) return Promise.resolve(value);
    return this.#moderation.moderate(value, `state.${channel}`);
  }

  async #moderateError(error: unknown): Promise<unknown> {
    const { error: name, message } = await this.#moderation.describeError(
      error instanceof Error ? error : Object.assign(new Error(readMessage(error)), { name: 'Error' }),
    );
    return { name, message };
  }
}

/** Reads the id of the run that saved a checkpoint. */
export function readRunId(metadata: unknown): unknown {
  return (metadata as Readonly<Record<string, unknown>> | undefined)?.['run_id'];
}

function readMessage(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : '';
  return typeof message === 'string' ? message : '';
}
