/** What a step counts for against the next one. */
const fading = 0.8;

/** Prompts go on with so many tokens in a step, however slow they are. */
const leastTokens = 8;

/** A step of prompts alone is planned to take no longer, so that whoever leaves or comes is seen soon. Milliseconds. */
const longestStep = 3000;

/** What a step did, and how long it took. */
export interface StepTime {
  readonly answerTokens: number;
  readonly promptTokens: number;
  readonly milliseconds: number;
}

/**
 * How many tokens of prompts fit into a step, by how long the last steps took. Beside answers, as many as make the step no longer
 * than a few of those that only write: on a processor these are a few dozen, on a GPU hundreds.
 */
export class StepBudget {
  /** Of a step that only writes answers. */
  readonly #answerStep = new Pace();
  /** Of one token of a prompt beside answers. Small pieces cost more for each token. */
  readonly #promptTokenBesideAnswers = new Pace();
  /** Of one token of prompts alone. */
  readonly #promptTokenAlone = new Pace();

  readonly #longestStall: number;
  readonly #most: number;

  /**
   * @param longestStall how much longer than one that only writes answers a step may become by prompts, as a factor
   * @param most tokens of prompts beside answers, whatever the time
   */
  constructor(longestStall: number, most: number) {
    this.#longestStall = longestStall;
    this.#most = most;
  }

  /** Tokens of prompts for a step that also writes answers. */
  besideAnswers(): number {
    const answerStep = this.#answerStep.milliseconds;
    const promptToken = this.#promptTokenBesideAnswers.milliseconds ?? this.#promptTokenAlone.milliseconds;
    if (answerStep === undefined || promptToken === undefined) return Math.min(leastTokens, this.#most);
    return within(((this.#longestStall - 1) * answerStep) / promptToken, this.#most);
  }

  /** Tokens for a step of prompts alone, of at most `places`. */
  alone(places: number): number {
    const promptToken = this.#promptTokenAlone.milliseconds;
    return promptToken === undefined ? places : within(longestStep / promptToken, places);
  }

  /** Learns from a step. */
  took({ answerTokens, promptTokens, milliseconds }: StepTime): void {
    if (promptTokens === 0) return this.#answerStep.took(milliseconds, 1);
    if (answerTokens === 0) return this.#promptTokenAlone.took(milliseconds, promptTokens);
    const answers = this.#answerStep.milliseconds;
    if (answers !== undefined) this.#promptTokenBesideAnswers.took(Math.max(0, milliseconds - answers), promptTokens);
  }
}

/** How long one of something takes lately. Much at once counts for more. */
class Pace {
  #total = 0;
  #count = 0;

  get milliseconds(): number | undefined {
    return this.#count === 0 ? undefined : this.#total / this.#count;
  }

  took(milliseconds: number, count: number): void {
    this.#total = this.#total * fading + milliseconds;
    this.#count = this.#count * fading + count;
  }
}

function within(tokens: number, most: number): number {
  return Math.min(most, Math.max(leastTokens, Math.floor(tokens)));
}
