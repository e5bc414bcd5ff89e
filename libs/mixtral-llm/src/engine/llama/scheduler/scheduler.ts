import { setTimeout as delay } from 'node:timers/promises';
import { type Token } from 'node-llama-cpp';
import { EngineClosedError, QueueFullError } from '../../../errors/index.js';
import { ServicePace } from '../../../scheduling/wait-estimator.js';
import { BatchComposer, type BatchItem } from './batch-composer.js';
import { FairQueue } from '../../../scheduling/fair-queue.js';
import { type TokenPredictor } from './token-predictor.js';
import { type LogitIndex, type NativeContext } from '../native/native-context.js';
import { type Job, type RunningJob } from './running-job.js';
import { sharedLength, Slots, worthCopying } from './slots.js';
import { StepBudget } from './step-budget.js';

export interface SchedulerOptions {
  /** Jobs that may wait before `QueueFullError`. */
  readonly maxQueued: number;
  /** Prompt tokens evaluated in one step while answers are being written, at most. */
  readonly prefillChunk: number;
  /** How much longer prompts may make a step than one that only writes answers, as a factor. */
  readonly longestStall: number;
  /** Tokens that are guessed and checked in the same step, for each answer; 0 is none. */
  readonly lookAhead: number;
  readonly guesser: TokenPredictor;
  /** Whether a token ends every answer. */
  readonly isEnd: (token: Token) => boolean;
}

/** What the steps so far have done. */
export interface StepStatistics {
  steps: number;
  /** Tokens of answers evaluated, and the steps that evaluated any. */
  answerTokens: number;
  answerSteps: number;
  promptTokens: number;
  /** Tokens that were guessed, and those of them that were right. */
  guessedTokens: number;
  rightGuesses: number;
}

/**
 * Runs jobs on the sequences of one context, one step at a time over all of them: each step evaluates one token of every answer
 * and a bounded piece of the prompts, so that no place in the batch is lost, and nobody waits for a long prompt.
 */
export class Scheduler {
  readonly statistics: StepStatistics = {
    steps: 0,
    answerTokens: 0,
    answerSteps: 0,
    promptTokens: 0,
    guessedTokens: 0,
    rightGuesses: 0,
  };
  readonly #slots: Slots;
  readonly #runs = new Set<RunningJob>();
  readonly #waiting = new FairQueue<Job>();
  readonly #pace = new ServicePace();
  readonly #budget: StepBudget;
  readonly #composer: BatchComposer;
  #loop: Promise<void> | undefined;
  #isClosed = false;

  readonly #context: NativeContext;
  readonly #options: SchedulerOptions;

  constructor(context: NativeContext, options: SchedulerOptions) {
    this.#context = context;
    this.#options = options;

    this.#slots = new Slots(context);
    this.parallel = context.sequences;
    this.#budget = new StepBudget(options.longestStall, options.prefillChunk);
    this.#composer = new BatchComposer(context, {
      budget: this.#budget,
      lookAhead: options.lookAhead,
      guesser: options.guesser,
    });
  }

  readonly parallel: number;

  get active(): number {
    return this.#runs.size;
  }

  get queued(): number {
    return this.#waiting.length;
  }

  /**
   * @throws {QueueFullError} when too many jobs wait
   * @throws {EngineClosedError} after `close`
   */
  submit(job: Job): void {
    if (this.#isClosed) throw new EngineClosedError();
    // What finds a free sequence waits for one step only.
    if (this.#waiting.length >= this.parallel - this.#runs.size + this.#options.maxQueued) {
      throw new QueueFullError(this.#waiting.length, this.#pace.secondsUntilFree(this.#waiting.length, this.parallel));
    }
    this.#waiting.push(job.caller, job);
    job.signal.addEventListener('abort', () => this.#abandon(job), { once: true });
    this.#loop ??= this.#run();
  }

  /** Returns when nothing waits or runs any more, or after some milliseconds. */
  async drain(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return;
    const enough = new AbortController();
    await Promise.race([this.#loop, delay(milliseconds, undefined, { signal: enough.signal }).catch(() => undefined)]);
    enough.abort();
  }

  /** Fails what waits and runs, and returns when the last step is over. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const job of this.#waiting.clear()) job.onError(new EngineClosedError());
    await this.#loop;
    this.#slots.dispose();
    this.#context.dispose();
  }

  /** A waiting job that is aborted leaves the queue at once; a running one is seen to before the next step. */
  #abandon(job: Job): void {
    if (this.#waiting.remove(job.caller, job)) job.onError(job.signal.reason);
  }

  async #run(): Promise<void> {
    // Let every caller of this tick in before the first step.
    await Promise.resolve();
    try {
      while (this.#waiting.length > 0 || this.#runs.size > 0) {
        this.#endStopped();
        await this.#admit();
        await this.#joinLeaders();
        await this.#step();
      }
    } catch (error) {
      // Nobody may be left waiting for a loop that has ended.
      for (const run of this.#runs) this.#fail(run, error);
      for (const job of this.#waiting.clear()) job.onError(error);
    }
    // In the same breath as the last look at the queue: who submits later starts the next loop.
    this.#loop = undefined;
  }

  #endStopped(): void {
    for (const run of this.#runs) {
      if (run.job.signal.aborted) this.#fail(run, run.job.signal.reason);
      else if (this.#isClosed) this.#fail(run, new EngineClosedError());
    }
  }

  async #admit(): Promise<void> {
    while (this.#waiting.length > 0 && this.#slots.hasFree) {
      const job = this.#waiting.shift() as Job;
      const placement = this.#slots.place(job.tokens);
      const leader = this.#leaderOf(job, placement.held);
      const { slot } = placement;
      const run: RunningJob = {
        job,
        slot,
        startedAt: performance.now(),
        pending: job.tokens,
        isAnswering: false,
        leader,
      };
      this.#runs.add(run);
      try {
        slot.sampler.applyConfig({ seed: ((job.sampler.seed ?? 0) + 1) >>> 0 });
        // Only a change of the seed makes a used sampler begin anew.
        slot.sampler.applyConfig({
          ...job.sampler,
          ...(job.beginGrammar && { grammarEvaluationState: job.beginGrammar() }),
        });
        const held = await this.#slots.take(placement);
        if (!leader) this.#begin(run, held);
      } catch (error) {
        this.#fail(run, error);
      }
    }
  }

  #begin(run: RunningJob, held: number): void {
    run.leader = undefined;
    run.pending = run.job.tokens.slice(held);
    run.job.onStart(held);
  }

  /** The run whose prompt, once it is evaluated, holds clearly more of this job's than any slot does now. */
  #leaderOf({ tokens }: Job, held: number): RunningJob['leader'] {
    if (!this.#context.canTruncate) return undefined;
    let leader: RunningJob['leader'];
    for (const run of this.#runs) {
      if (run.isAnswering || run.leader) continue;
      const length = Math.min(sharedLength(run.job.tokens, tokens), tokens.length - 1);
      if (length >= (leader?.length ?? held) + worthCopying) leader = { run, length };
    }
    return leader;
  }

  /** Runs that waited for another's prompt take it over once it is there; if the other has ended, what there is of it. */
  async #joinLeaders(): Promise<void> {
    for (const run of this.#runs) {
      const { leader, slot } = run;
      if (!leader) continue;
      const ready = Math.min(leader.length, sharedLength(leader.run.slot.tokens, run.job.tokens));
      if (ready < leader.length && this.#runs.has(leader.run)) continue;
      try {
        this.#begin(
          run,
          ready >= worthCopying ? await this.#slots.copy(leader.run.slot, slot, ready) : slot.tokens.length,
        );
      } catch (error) {
        this.#fail(run, error);
      }
    }
  }

  /** One token of each answer, and a piece of the prompts. */
  async #step(): Promise<void> {
    const start = performance.now();
    const batch = await this.#composer.compose(this.#runs);
    if (batch.length === 0) return;
    let results: readonly (readonly LogitIndex[])[];
    try {
      results = await this.#context.decode(batch.map(({ entry }) => entry));
    } catch (error) {
      // What the sequences of a failed batch hold is unknown.
      for (const { run } of batch) {
        this.#slots.clear(run.slot);
        this.#fail(run, error);
      }
      return;
    }
    const counts = this.#count(batch);
    await Promise.all(
      batch.map(async ({ run, entry, guesses }, index) => {
        const evaluated = entry.tokens.length - guesses.length;
        run.slot.tokens.push(...entry.tokens.slice(0, evaluated));
        run.pending = run.pending.slice(evaluated);
        await this.#chooseTokens(run, results[index] ?? [], guesses);
      }),
    );
    this.#budget.took({ ...counts, milliseconds: performance.now() - start });
  }

  /**
   * Chooses the next token, and those after it for as long as the guesses are what was chosen. Each is drawn from the model's
   * own distribution, so guessing changes the speed and not the answer.
   */
  async #chooseTokens(run: RunningJob, indexes: readonly LogitIndex[], guesses: readonly Token[]): Promise<void> {
    let right = 0;
    for (const index of indexes) {
      if (!(await this.#chooseNext(run, index))) break;
      if (run.pending[0] !== guesses[right]) break;
      // It is evaluated already.
      run.slot.tokens.push(guesses[right++] as Token);
      run.pending = [];
    }
    this.statistics.guessedTokens += guesses.length;
    this.statistics.rightGuesses += right;
    if (right < guesses.length) this.#slots.forget(run.slot);
  }

  /** @returns whether the answer goes on */
  async #chooseNext(run: RunningJob, index: LogitIndex): Promise<boolean> {
    const { job, slot } = run;
    try {
      const token = await this.#context.sample(index, slot.sampler);
      if (token === undefined || this.#options.isEnd(token)) return this.#end(run);
      const logits =
        job.topLogits === undefined ? undefined : await this.#context.rawLogits(index, [token], job.topLogits);
      // Nothing more goes to a caller who has left.
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
    if (!this.#runs.has(run)) return;
    this.#release(run);
    run.job.onError(error);
  }

  #release(run: RunningJob): void {
    this.#runs.delete(run);
    this.#pace.served(performance.now() - run.startedAt);
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
