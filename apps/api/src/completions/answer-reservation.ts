import { type TokenUsage } from '@leeward/mixtral-llm';
import { type KeyBudget, type TakenAmount } from '../limits/index.js';

/** The tokens that a request may take. */
export interface TokenNeed {
  /** Counts the tokens of each prompt. Only called for a key with limits. */
  readonly countPrompts: () => Promise<readonly number[]>;
  /** The number of answers to each prompt. */
  readonly answers: number;
  /** The limit for the tokens of each answer, if the request has one. */
  readonly maxTokens: number | undefined;
  /** The tokens that a prompt and its answer may have together. */
  readonly contextSize: number;
}

/** Reserves the tokens of a request. @returns the limit for the tokens of each answer; undefined: the request's own holds */
export type ReserveTokens = (need: TokenNeed) => Promise<number | undefined>;

/** The tokens of a whole answer, with those of its prompt. */
interface UsedTokens {
  readonly input: number;
  readonly output: number;
}

/** The listeners of a reservation. */
interface ReservationListeners {
  /** Called when the budget has changed. */
  readonly onChange: () => void;
  /** Called once at the end with the tokens that were really used. */
  readonly onUsage: (tokens: UsedTokens) => void;
}

/** Tokens that were taken from the budget. */
interface ReservedTokens {
  readonly tokens: number;
  readonly amount: TakenAmount;
}

/** The fewest tokens for an answer without a limit of its own. With fewer, the request is refused: such an answer is of little use. */
const leastAnswerTokens = 512;

/** Reserves the tokens of one request for its key. At the end, the real tokens replace them. */
export class AnswerReservation {
  readonly #budget: KeyBudget | undefined;
  readonly #onChange: () => void;
  readonly #onUsage: (tokens: UsedTokens) => void;
  /** Of the answers, and then of each further attempt. */
  readonly #taken: ReservedTokens[] = [];
  #promptTokens = 0;
  /** The tokens that one answer may take. */
  #answerTokens = 0;

  /** @param budget undefined reserves nothing */
  constructor(budget: KeyBudget | undefined, { onChange, onUsage }: ReservationListeners) {
    this.#budget = budget;
    this.#onChange = onChange;
    this.#onUsage = onUsage;
  }

  /**
   * Reserves the tokens of prompts and answers. Answers without a limit may take half of what is left.
   *
   * Bound, so that it can be passed on.
   *
   * @throws OpenAiError 429 as `KeyBudget.reserveTokens`
   */
  readonly reserve: ReserveTokens = async ({ countPrompts, answers, maxTokens, contextSize }) => {
    const budget = this.#budget;
    if (!budget?.readTokens()) return undefined;
    const prompts = await countPrompts();
    // From here on nothing waits: what is left must not change before it is taken.
    const promptTokens = sum(prompts);
    const rooms = prompts.map((tokens) => Math.max(0, contextSize - tokens));
    const most = sum(rooms.map((room) => Math.min(room, maxTokens ?? room))) * answers;
    const left = (budget.readTokens()?.remaining ?? 0) - promptTokens;
    const least = leastAnswerTokens * prompts.length * answers;
    const answerTokens = maxTokens === undefined ? Math.min(most, Math.max(least, Math.floor(left / 2))) : most;
    try {
      this.#take(budget, promptTokens + answerTokens);
      this.#promptTokens = promptTokens;
      this.#answerTokens = Math.floor(answerTokens / (prompts.length * answers));
    } finally {
      this.#onChange();
    }
    return answerTokens === most ? undefined : this.#answerTokens;
  };

  /**
   * Reserves the tokens of one more attempt at an answer, whose prompt does not count again.
   *
   * Bound, so that it can be passed on.
   *
   * @returns false when the key has too few left
   */
  readonly reserveRetry = (): boolean => {
    const left = this.#budget?.readTokens()?.remaining;
    if (!this.#budget || left === undefined) return true;
    if (left < this.#answerTokens) return false;
    this.#take(this.#budget, this.#answerTokens);
    this.#onChange();
    return true;
  };

  /** Gives everything back: nothing was generated. */
  release(): void {
    this.#correct(0);
  }

  /**
   * Follows the events of an answer to its end, whoever ends it, and counts what it really used.
   *
   * An answer that its caller leaves before the first token counts with its prompt: the model may have read it.
   *
   * @param readUsage gets the usage so far
   */
  async *follow<Event>(events: AsyncIterable<Event>, readUsage: () => TokenUsage, signal: AbortSignal) {
    let hasFailed = false;
    let isWhole = false;
    try {
      yield* events;
      isWhole = true;
    } catch (error) {
      hasFailed = !signal.aborted;
      throw error;
    } finally {
      const { promptTokens, completionTokens } = readUsage();
      const used = promptTokens + completionTokens;
      this.#onUsage({ input: promptTokens, output: completionTokens });
      // The tokens of an attempt that did not come to its end are not known.
      const attempts = isWhole ? 0 : sum(this.#taken.slice(1).map(({ tokens }) => tokens));
      this.#correct((used > 0 || hasFailed ? used : this.#promptTokens) + attempts);
    }
  }

  #take(budget: KeyBudget, tokens: number): void {
    this.#taken.push({ tokens, amount: budget.reserveTokens(tokens) });
  }

  /** Replaces all that was reserved by the real tokens. Each reservation keeps its share: it may lie in another minute. */
  #correct(tokens: number): void {
    if (this.#taken.length === 0) return;
    let rest = tokens;
    for (const [index, reserved] of this.#taken.entries()) {
      const share = index === this.#taken.length - 1 ? rest : Math.min(rest, reserved.tokens);
      reserved.amount.correct(share);
      rest -= share;
    }
    this.#onChange();
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
