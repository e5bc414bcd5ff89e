import { addAbortListener } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type Token } from 'node-llama-cpp';
import { EngineClosedError, QueueFullError } from '../../../errors/index.js';
import { WaitEstimator } from '../../../scheduling/wait-estimator.js';
import { BatchComposer, type BatchItem } from './batch-composer.js';
import { FairQueue } from '../../../scheduling/fair-queue.js';
import { type TokenPredictor } from './token-predictor.js';
import { type LogitIndex, type NativeContext } from '../native/native-context.js';
import { type Job, type RunningJob } from './running-job.js';
import { commonPrefixLength, Slots, minCopyLength } from './slots.js';
import { StepBudget } from './step-budget.js';
import { type StepStatistics } from './step-statistics.js';

/** Sets the bounds of a scheduler, and how it predicts and ends answers. */
interface SchedulerOptions {
  /** Maximum waiting jobs. */
  readonly maxQueued: number;
  /** Maximum prompt tokens in a step that also writes answers. */
  readonly prefillChunk: number;
  /** How many times longer a step may take when it also reads prompts. */
  readonly maxStepSlowdown: number;
  /** Maximum predicted tokens of each answer in a step; 0 predicts none. */
  readonly maxPredictedTokens: number;
  readonly predictor: TokenPredictor;
  /** Tells whether a token ends every answer. */
  readonly isEnd: (token: Token) => boolean;
}

/**
 * Runs jobs on the sequences of one context, step by step. Each step evaluates one token of every answer and a bounded piece of the
 * prompts (continuous batching), so that the batch is used well and a long prompt does not stop the answers.
 */
export class Scheduler {
  readonly statistics: StepStatistics = {
    steps: 0,
    answerTokens: 0,
    answerSteps: 0,
    promptTokens: 0,
    predictedTokens: 0,
    acceptedTokens: 0,
  };
  readonly parallel: number;
  readonly #context: NativeContext;
  readonly #options: SchedulerOptions;
  readonly #slots: Slots;
  readonly #running = new Set<RunningJob>();
  readonly #waiting = new FairQueue<Job>();
  readonly #waitEstimator = new WaitEstimator();
  readonly #budget: StepBudget;
  readonly #composer: BatchComposer;
  #loop: Promise<void> | undefined;
  #isClosed = false;

  constructor(context: NativeContext, options: SchedulerOptions) {
    this.#context = context;
    this.#options = options;
    this.#slots = new Slots(context);
    this.parallel = context.sequences;
    this.#budget = new StepBudget(options.maxStepSlowdown, options.prefillChunk);
    this.#composer = new BatchComposer(context, {
      budget: this.#budget,
      maxPredictedTokens: options.maxPredictedTokens,
      predictor: options.predictor,
    });
  }

  get active(): number {
    return this.#running.size;
  }

  get queued(): number {
    return this.#waiting.length;
  }

  /**
   * Adds a job to the queue. The callbacks of the job report its tokens and its end.
   *
   * In a full queue, the newest job of the caller with the most gives way to a caller with fewer, whom it would shut out.
   *
   * @throws {QueueFullError} when too many jobs wait
   * @throws {EngineClosedError} after `close`
   */
  submit(job: Job): void {
    if (this.#isClosed) throw new EngineClosedError();
    // Jobs that have a free sequence do not count: they wait for one step only.
    if (this.#waiting.length >= this.parallel - this.#running.size + this.#options.maxQueued) {
      const { length } = this.#waiting;
      const error = new QueueFullError(length, this.#waitEstimator.secondsUntilFree(length, this.parallel));
      const displaced = this.#waiting.displaceFor(job.caller);
      if (!displaced) throw error;
      displaced.onError(error);
    }
    this.#waiting.push(job.caller, job);
    addAbortListener(job.signal, () => this.#removeAborted(job));
    this.#loop ??= this.#run();
  }

  /** Waits until no job waits or runs any more, at most for some milliseconds. */
  async drain(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return;
    const ended = new AbortController();
    await Promise.race([this.#loop, delay(milliseconds, undefined, { signal: ended.signal }).catch(() => undefined)]);
    ended.abort();
  }

  /** Fails all waiting and running jobs, and waits for the end of the last step. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const job of this.#waiting.clear()) job.onError(new EngineClosedError());
    await this.#loop;
    this.#slots.dispose();
    this.#context.dispose();
  }

  /** Removes an aborted job from the queue. A running job is stopped before the next step instead. */
  #removeAborted(job: Job): void {
    if (this.#waiting.remove(job.caller, job)) job.onError(job.signal.reason);
  }

  async #run(): Promise<void> {
    // Let the jobs of all callers in this tick join the first step.
    await Promise.resolve();
    try {
      while (this.#waiting.length > 0 || this.#running.size > 0) {
        this.#failStopped();
        await this.#admit();
        await this.#copySharedPrefixes();
        await this.#step();
      }
    } catch (error) {
      // The loop has ended: no job may wait for it any more.
      for (const run of this.#running) this.#fail(run, error);
      for (const job of this.#waiting.clear()) job.onError(error);
    }
    // No `await` since the last check of the queue: a later job starts the next loop.
    this.#loop = undefined;
  }

  #failStopped(): void {
    for (const run of this.#running) {
      if (run.job.signal.aborted) this.#fail(run, run.job.signal.reason);
      else if (this.#isClosed) this.#fail(run, new EngineClosedError());
    }
  }

  async #admit(): Promise<void> {
    while (this.#waiting.length > 0 && this.#slots.hasFree) {
      const job = this.#waiting.shift() as Job;
      const placement = this.#slots.choose(job.tokens);
      const prefixSource = this.#findPrefixSource(job, placement.cachedTokens);
      const { slot } = placement;
      const run: RunningJob = {
        job,
        slot,
        startedAt: performance.now(),
        pending: job.tokens,
        isAnswering: false,
        prefixSource,
      };
      this.#running.add(run);
      try {
        slot.sampler.applyConfig({ seed: ((job.sampler.seed ?? 0) + 1) >>> 0 });
        // A used sampler is reset only by a change of its seed.
        slot.sampler.applyConfig({
          ...job.sampler,
          ...(job.createGrammarState && { grammarEvaluationState: job.createGrammarState() }),
        });
        const cachedTokens = await this.#slots.occupy(placement);
        if (!prefixSource) this.#start(run, cachedTokens);
      } catch (error) {
        this.#fail(run, error);
      }
    }
  }

  #start(run: RunningJob, cachedTokens: number): void {
    run.prefixSource = undefined;
    run.pending = run.job.tokens.slice(cachedTokens);
    run.job.onStart(cachedTokens);
  }

  /**
   * Finds a running job that evaluates a longer prefix of this job's prompt than any slot has now. The job then waits for it.
   *
   * @param cachedTokens prompt tokens that a slot has now
   */
  #findPrefixSource({ tokens }: Job, cachedTokens: number): RunningJob['prefixSource'] {
    if (!this.#context.canTruncate) return undefined;
    let prefixSource: RunningJob['prefixSource'];
    for (const run of this.#running) {
      if (run.isAnswering || run.prefixSource) continue;
      const length = Math.min(commonPrefixLength(run.job.tokens, tokens), tokens.length - 1);
      if (length >= (prefixSource?.length ?? cachedTokens) + minCopyLength) prefixSource = { run, length };
    }
    return prefixSource;
  }

  /** Copies evaluated prefixes to the jobs that wait for them. A source that has ended may have evaluated less. */
  async #copySharedPrefixes(): Promise<void> {
    for (const run of this.#running) {
      const { prefixSource, slot } = run;
      if (!prefixSource) continue;
      const ready = Math.min(prefixSource.length, commonPrefixLength(prefixSource.run.slot.tokens, run.job.tokens));
      if (ready < prefixSource.length && this.#running.has(prefixSource.run)) continue;
      try {
        const isWorthCopying = ready >= minCopyLength;
        this.#start(
          run,
          isWorthCopying ? await this.#slots.copy(prefixSource.run.slot, slot, ready) : slot.tokens.length,
        );
      } catch (error) {
        this.#fail(run, error);
      }
    }
  }

  /** Evaluates one token of each answer and a piece of the prompts, and chooses the next tokens. */
  async #step(): Promise<void> {
    const start = performance.now();
    const batch = await this.#composer.compose(this.#running);
    if (batch.length === 0) return;
    let results: readonly (readonly LogitIndex[])[];
    try {
      results = await this.#context.decode(batch.map(({ entry }) => entry));
    } catch (error) {
      // A failed batch leaves its sequences in an unknown state.
      for (const { run } of batch) {
        this.#slots.clear(run.slot);
        this.#fail(run, error);
      }
      return;
    }
    const counts = this.#count(batch);
    await Promise.all(
      batch.map(async ({ run, entry, predictedTokens }, index) => {
        const evaluated = entry.tokens.length - predictedTokens.length;
        run.slot.tokens.push(...entry.tokens.slice(0, evaluated));
        run.pending = run.pending.slice(evaluated);
        await this.#chooseTokens(run, results[index] ?? [], predictedTokens);
      }),
    );
    this.#budget.record({ ...counts, milliseconds: performance.now() - start });
  }

  /**
   * Chooses the next token, and those after it as long as the predicted tokens are the chosen ones. Each token is drawn from the
   * model's own distribution, so predictions change the speed, but not the answer.
   */
  async #chooseTokens(
    run: RunningJob,
    indexes: readonly LogitIndex[],
    predictedTokens: readonly Token[],
  ): Promise<void> {
    let accepted = 0;
    for (const index of indexes) {
      if (!(await this.#chooseNext(run, index))) break;
      if (run.pending[0] !== predictedTokens[accepted]) break;
      // This step has evaluated the predicted token already.
      run.slot.tokens.push(predictedTokens[accepted++] as Token);
      run.pending = [];
    }
    this.statistics.predictedTokens += predictedTokens.length;
    this.statistics.acceptedTokens += accepted;
    if (accepted < predictedTokens.length) this.#slots.truncateToTokens(run.slot);
  }

  /** Chooses one token. @returns whether the answer goes on */
  async #chooseNext(run: RunningJob, index: LogitIndex): Promise<boolean> {
    const { job, slot } = run;
    try {
      const token = await this.#context.sample(index, slot.sampler);
      if (token === undefined || this.#options.isEnd(token)) return this.#end(run);
      const logits =
        job.topLogits === undefined ? undefined : await this.#context.readRawLogits(index, [token], job.topLogits);
      // An aborted caller gets no more tokens.
      if (job.signal.aborted) return false;
      run.isAnswering = true;
      run.pending = [token];
      return job.onToken(token, logits) || this.#end(run);
    } catch (error) {
      this.#fail(run, error);
      return false;
    }
  }

  #end(run: RunningJob): false {
    this.#release(run);
    run.job.onEnd();
    return false;
  }

  #fail(run: RunningJob, error: unknown): void {
    if (!this.#running.has(run)) return;
    this.#release(run);
    run.job.onError(error);
  }

  #release(run: RunningJob): void {
    this.#running.delete(run);
    this.#waitEstimator.record(performance.now() - run.startedAt);
    this.#slots.release(run.slot);
  }

  #count(batch: readonly BatchItem[]): { readonly answerTokens: number; readonly promptTokens: number } {
    const answerTokens = batch.filter(({ run }) => run.isAnswering).length;
    const promptTokens = batch.reduce((sum, { run, entry }) => sum + (run.isAnswering ? 0 : entry.tokens.length), 0);
    this.statistics.steps++;
    this.statistics.answerTokens += answerTokens;
    if (answerTokens > 0) this.statistics.answerSteps++;
    this.statistics.promptTokens += promptTokens;
    return { answerTokens, promptTokens };
  }
}
