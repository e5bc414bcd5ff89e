/** Factor by which each new measurement reduces the weight of the earlier ones. */
const decay = 0.8;

/** Minimum tokens of prompts in a step, even on a slow machine. */
const minTokens = 8;

/** Planned maximum of a step of prompts alone, in milliseconds: new and aborted requests are handled between steps. */
const maxStepMilliseconds = 3000;

/** Records what a step evaluated, and how long it took. */
interface StepTime {
  readonly answerTokens: number;
  readonly promptTokens: number;
  readonly milliseconds: number;
}

/**
 * Computes how many prompt tokens fit into the next step, from the duration of the last ones. Beside answers, a step may take only
 * a limited factor longer than a step that only writes answers. On a processor that allows a few dozen tokens, on a GPU hundreds.
 */
export class StepBudget {
  /** Milliseconds of a step that only writes answers. */
  readonly #answerStep = new DecayingMean();
  /** Milliseconds of a prompt token in a step that also writes answers. Small pieces cost more for each token. */
  readonly #promptTokenBesideAnswers = new DecayingMean();
  /** Milliseconds of a prompt token in a step of prompts alone. */
  readonly #promptTokenAlone = new DecayingMean();

  readonly #maxStepSlowdown: number;
  readonly #maximum: number;

  /**
   * @param maxStepSlowdown how many times longer a step may take when it also reads prompts
   * @param maximum maximum prompt tokens beside answers
   */
  constructor(maxStepSlowdown: number, maximum: number) {
    this.#maxStepSlowdown = maxStepSlowdown;
    this.#maximum = maximum;
  }

  /** Returns the prompt tokens for a step that also writes answers. */
  promptTokensBesideAnswers(): number {
    const answerStep = this.#answerStep.value;
    const promptToken = this.#promptTokenBesideAnswers.value ?? this.#promptTokenAlone.value;
    if (answerStep === undefined || promptToken === undefined) return Math.min(minTokens, this.#maximum);
    return clampTokens(((this.#maxStepSlowdown - 1) * answerStep) / promptToken, this.#maximum);
  }

  /** Returns the prompt tokens for a step of prompts alone. @param capacity maximum tokens of the step */
  promptTokensAlone(capacity: number): number {
    const promptToken = this.#promptTokenAlone.value;
    return promptToken === undefined ? capacity : clampTokens(maxStepMilliseconds / promptToken, capacity);
  }

  /** Records the duration of a step. */
  record({ answerTokens, promptTokens, milliseconds }: StepTime): void {
    if (promptTokens === 0) return this.#answerStep.record(milliseconds, 1);
    if (answerTokens === 0) return this.#promptTokenAlone.record(milliseconds, promptTokens);
    const answerStep = this.#answerStep.value;
    if (answerStep === undefined) return;
    this.#promptTokenBesideAnswers.record(Math.max(0, milliseconds - answerStep), promptTokens);
  }
}

/** Averages the duration of one unit. New measurements, and those of many units, count for more. */
class DecayingMean {
  #total = 0;
  #count = 0;

  get value(): number | undefined {
    return this.#count === 0 ? undefined : this.#total / this.#count;
  }

  record(total: number, count: number): void {
    this.#total = this.#total * decay + total;
    this.#count = this.#count * decay + count;
  }
}

function clampTokens(tokens: number, maximum: number): number {
  return Math.min(maximum, Math.max(minTokens, Math.floor(tokens)));
}
