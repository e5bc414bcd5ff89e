import { type LlamaContext, type LlamaContextSequence, type SequenceEvaluateOptions, type Token } from 'node-llama-cpp';
import { EngineClosedError, QueueFullError } from '../../errors.js';
import { FairQueue } from './fair-queue.js';
import { ServicePace } from '../service-pace.js';

/** One generation, as the scheduler sees it: ids in, ids out. */
export interface Job {
  /** Waiting jobs of different callers are served in turn. */
  readonly caller: string;
  readonly tokens: readonly Token[];
  readonly options: SequenceEvaluateOptions;
  readonly signal: AbortSignal;
  /** Called when the job gets its sequence. @param cachedTokens prompt tokens that need not be evaluated again */
  readonly onStart: (cachedTokens: number) => void;
  /** Takes the next token of the answer; `false` ends the generation. */
  readonly onToken: (token: Token) => boolean;
  /** The model ended its answer, or `onToken` said so. */
  readonly onEnd: () => void;
  readonly onError: (error: unknown) => void;
}

export interface SchedulerOptions {
  /** Jobs that may wait before `QueueFullError`. */
  readonly maxQueued: number;
  /** Prompt tokens evaluated in one step, so that a long prompt stalls nobody for longer than one step. */
  readonly prefillChunk: number;
}

/** A job on its sequence. */
interface Run {
  readonly job: Job;
  readonly sequence: LlamaContextSequence;
  /** Milliseconds of the process clock. */
  readonly startedAt: number;
  /** Prompt tokens not evaluated yet; the last of them starts the answer. */
  pending: Token[];
  answer?: AsyncGenerator<Token, void>;
}

/**
 * Runs jobs on the sequences of one context, one step at a time over all of them together: the runtime batches only what
 * is asked for at once, and callers that loop on their own always miss a slot of the batch.
 */
export class Scheduler {
  private readonly free: LlamaContextSequence[];
  private readonly runs = new Set<Run>();
  private readonly waiting = new FairQueue<Job>();
  private readonly pace = new ServicePace();
  private loop: Promise<void> | undefined;
  private isClosed = false;

  constructor(
    context: LlamaContext,
    private readonly options: SchedulerOptions,
  ) {
    this.free = Array.from({ length: context.totalSequences }, () => context.getSequence());
    this.parallel = this.free.length;
  }

  readonly parallel: number;

  get active(): number {
    return this.runs.size;
  }

  get queued(): number {
    return this.waiting.length;
  }

  /**
   * @throws {QueueFullError} when too many jobs wait
   * @throws {EngineClosedError} after `close`
   */
  submit(job: Job): void {
    if (this.isClosed) throw new EngineClosedError();
    // What finds a free sequence waits for one step only.
    if (this.waiting.length >= this.free.length + this.options.maxQueued) {
      throw new QueueFullError(this.waiting.length, this.pace.secondsUntilFree(this.waiting.length, this.parallel));
    }
    this.waiting.push(job.caller, job);
    job.signal.addEventListener('abort', () => this.abandon(job), { once: true });
    this.loop ??= this.run().finally(() => (this.loop = undefined));
  }

  /** Fails what waits and runs, and returns when the last step is over. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const job of this.waiting.clear()) job.onError(new EngineClosedError());
    await this.loop;
  }

  /** A waiting job that is aborted leaves the queue at once; a running one is seen to by its next step. */
  private abandon(job: Job): void {
    if (this.waiting.remove(job.caller, job)) job.onError(job.signal.reason);
  }

  private async run(): Promise<void> {
    // Let every caller of this tick in before the first step.
    await Promise.resolve();
    while (this.waiting.length > 0 || this.runs.size > 0) {
      await this.admit();
      await Promise.all([...this.runs].map((run) => this.stepOrEnd(run)));
    }
  }

  private async admit(): Promise<void> {
    while (this.waiting.length > 0 && this.free.length > 0) {
      const job = this.waiting.shift() as Job;
      const sequence = this.takeBestSequence(job.tokens);
      try {
        const cached = await reusePrefix(sequence, job.tokens);
        job.onStart(cached);
        this.runs.add({ job, sequence, pending: job.tokens.slice(cached), startedAt: performance.now() });
      } catch (error) {
        this.free.push(sequence);
        job.onError(error);
      }
    }
  }

  /** The free sequence that already holds most of the prompt; of equals, the one that was used longest ago. */
  private takeBestSequence(tokens: readonly Token[]): LlamaContextSequence {
    const held = (sequence: LlamaContextSequence) => sequence.compareContextTokens([...tokens]).firstDifferentIndex;
    const [best] = this.free.map((sequence) => ({ sequence, held: held(sequence) })).sort((a, b) => b.held - a.held);
    if (best === undefined) throw new Error('no free sequence');
    this.free.splice(this.free.indexOf(best.sequence), 1);
    return best.sequence;
  }

  private async stepOrEnd(run: Run): Promise<void> {
    const { job } = run;
    try {
      job.signal.throwIfAborted();
      if (this.isClosed) throw new EngineClosedError();
      const goesOn = await this.step(run);
      job.signal.throwIfAborted();
      if (goesOn) return;
      await this.release(run);
      job.onEnd();
    } catch (error) {
      await this.release(run);
      job.onError(error);
    }
  }

  /** Evaluates one chunk of the prompt, or one token of the answer. */
  private async step(run: Run): Promise<boolean> {
    const { job, sequence } = run;
    if (run.answer === undefined && run.pending.length > this.options.prefillChunk) {
      const chunk = run.pending.slice(0, this.options.prefillChunk);
      await sequence.evaluateWithoutGeneratingNewTokens(chunk);
      run.pending = run.pending.slice(chunk.length);
      return true;
    }
    run.answer ??= sequence.evaluate(run.pending, job.options);
    const next = await run.answer.next();
    return next.done !== true && job.onToken(next.value);
  }

  private async release(run: Run): Promise<void> {
    this.runs.delete(run);
    this.pace.served(performance.now() - run.startedAt);
    await run.answer?.return();
    if (!run.sequence.disposed) this.free.push(run.sequence);
  }
}

/** Keeps what the sequence already holds of these tokens; the last one is always evaluated, since it starts the answer. */
async function reusePrefix(sequence: LlamaContextSequence, tokens: readonly Token[]): Promise<number> {
  const { firstDifferentIndex } = sequence.compareContextTokens([...tokens]);
  const cached = Math.min(firstDifferentIndex, tokens.length - 1);
  await sequence.adaptStateToTokens(tokens.slice(0, cached), false);
  return sequence.nextTokenIndex;
}
