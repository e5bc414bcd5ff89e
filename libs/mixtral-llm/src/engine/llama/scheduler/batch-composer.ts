import { type Token } from 'node-llama-cpp';
import { type TokenPredictor } from './token-predictor.js';
import { type BatchEntry, type NativeContext } from '../native/native-context.js';
import { toBatchEntry, toPredictionRequest, type RunningJob, withPredictions } from './running-job.js';
import { type StepBudget } from './step-budget.js';

/** Holds the tokens of one job in a step. */
export interface BatchItem {
  readonly run: RunningJob;
  readonly entry: BatchEntry;
  /** The last tokens of the entry, which are predicted. */
  readonly predictedTokens: readonly Token[];
}

interface BatchComposerOptions {
  readonly budget: StepBudget;
  /** Maximum predicted tokens of each answer. */
  readonly maxPredictedTokens: number;
  readonly predictor: TokenPredictor;
}

/** Composes a step: one token of each answer, the predicted tokens after it, and a bounded piece of the prompts. */
export class BatchComposer {
  readonly #context: NativeContext;
  readonly #options: BatchComposerOptions;

  constructor(context: NativeContext, options: BatchComposerOptions) {
    this.#context = context;
    this.#options = options;
  }

  async compose(runs: Iterable<RunningJob>): Promise<readonly BatchItem[]> {
    const all = [...runs];
    const answers = await this.#composeAnswers(all.filter(({ isAnswering }) => isAnswering));
    const capacity = this.#context.batchSize - answers.reduce((sum, { entry }) => sum + entry.tokens.length, 0);
    const { budget } = this.#options;
    const promptTokens =
      answers.length > 0 ? Math.min(budget.promptTokensBesideAnswers(), capacity) : budget.promptTokensAlone(capacity);
    const prompts = all.filter(({ isAnswering, prefixSource }) => !isAnswering && !prefixSource);
    return [...answers, ...composePrompts(prompts, promptTokens)];
  }

  async #composeAnswers(answering: readonly RunningJob[]): Promise<BatchItem[]> {
    // Half of the batch stays free for prompts.
    const limit = Math.min(
      this.#options.maxPredictedTokens,
      Math.floor(this.#context.batchSize / (2 * Math.max(1, answering.length))),
    );
    const predictions =
      limit > 0 && answering.length > 0
        ? await this.#options.predictor.predict(answering.map((run) => toPredictionRequest(run, limit)))
        : [];
    return answering.map((run, index) => {
      const predictedTokens = predictions[index] ?? [];
      return { run, entry: withPredictions(toBatchEntry(run, 1), predictedTokens), predictedTokens };
    });
  }
}

/** @param maxTokens maximum tokens of all prompts together */
function composePrompts(reading: readonly RunningJob[], maxTokens: number): BatchItem[] {
  let left = maxTokens;
  return reading.flatMap((run) => {
    if (left === 0) return [];
    const entry = toBatchEntry(run, left);
    left -= entry.tokens.length;
    return [{ run, entry, predictedTokens: [] }];
  });
}
