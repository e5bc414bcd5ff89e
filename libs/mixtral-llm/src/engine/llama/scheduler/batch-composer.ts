import { type Token } from 'node-llama-cpp';
import { type TokenPredictor } from './token-predictor.js';
import { type BatchEntry, type NativeContext } from '../native/native-context.js';
import { entryOf, toPredictionRequest, type RunningJob, withPredictions } from './running-job.js';
import { type StepBudget } from './step-budget.js';

/** What a run has evaluated in a step. */
export interface BatchItem {
  readonly run: RunningJob;
  readonly entry: BatchEntry;
  /** The last tokens of the entry, which are guessed. */
  readonly guesses: readonly Token[];
}

export interface BatchComposerOptions {
  readonly budget: StepBudget;
  /** Tokens that are guessed for each answer, at most. */
  readonly lookAhead: number;
  readonly guesser: TokenPredictor;
}

/** Puts one step together: a token of each answer with guesses behind it, and a bounded piece of the prompts. */
export class BatchComposer {
  readonly #context: NativeContext;
  readonly #options: BatchComposerOptions;

  constructor(context: NativeContext, options: BatchComposerOptions) {
    this.#context = context;
    this.#options = options;
  }

  async compose(runs: Iterable<RunningJob>): Promise<readonly BatchItem[]> {
    const all = [...runs];
    const answers = await this.#answerItems(all.filter(({ isAnswering }) => isAnswering));
    const places = this.#context.batchSize - answers.reduce((sum, { entry }) => sum + entry.tokens.length, 0);
    const { budget } = this.#options;
    const promptTokens = answers.length > 0 ? Math.min(budget.besideAnswers(), places) : budget.alone(places);
    return [
      ...answers,
      ...promptItems(
        all.filter(({ isAnswering, leader }) => !isAnswering && !leader),
        promptTokens,
      ),
    ];
  }

  async #answerItems(answering: readonly RunningJob[]): Promise<BatchItem[]> {
    // Half of the batch stays free for prompts.
    const limit = Math.min(
      this.#options.lookAhead,
      Math.floor(this.#context.batchSize / (2 * Math.max(1, answering.length))),
    );
    const guesses =
      limit > 0 && answering.length > 0
        ? await this.#options.guesser.guess(answering.map((run) => toPredictionRequest(run, limit)))
        : [];
    return answering.map((run, index) => {
      const guessed = guesses[index] ?? [];
      return { run, entry: withPredictions(entryOf(run, 1), guessed), guesses: guessed };
    });
  }
}

function promptItems(reading: readonly RunningJob[], tokens: number): BatchItem[] {
  let left = tokens;
  return reading.flatMap((run) => {
    if (left === 0) return [];
    const entry = entryOf(run, left);
    left -= entry.tokens.length;
    return [{ run, entry, guesses: [] }];
  });
}
