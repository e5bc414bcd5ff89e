import { OpenAiError } from '../errors/openai-error.js';
import { type KeyLimits, limitKinds, type LimitLevel, type LimitName, tokenLimits } from './key-limits.js';
import { type LimitWindow, type TakenAmount } from './limit-window.js';

/** The windows of one key, by the limit that they count for. */
export type KeyWindows = Readonly<Record<LimitName, LimitWindow>>;

/** Seconds that a client may wait for another try by itself: OpenAI's clients wait for hours if they are told to, and say nothing. */
const longestWaitSeconds = 60;

/** The limits of a key, and what it has used of them. No step waits, so requests at the same time cannot pass a limit together. */
export class KeyBudget {
  readonly #limits: KeyLimits;
  readonly #windows: KeyWindows;
  readonly #now: () => number;

  /** @param now gets the milliseconds of a clock that never goes back */
  constructor(limits: KeyLimits, windows: KeyWindows, now: () => number) {
    this.#limits = limits;
    this.#windows = windows;
    this.#now = now;
  }

  /** Reads how much of a limit is left; undefined for a limit that the key does not have. */
  read(name: LimitName): LimitLevel | undefined {
    const limit = this.#limits[name];
    if (limit === undefined) return undefined;
    const { used, resetMs } = this.#windows[name].read(this.#now());
    return { limit, used, remaining: Math.max(0, limit - used), resetMs };
  }

  /** Reads the limit of tokens of which the least is left; undefined when the key has none. */
  readTokens(): LimitLevel | undefined {
    const levels = tokenLimits.map((name) => this.read(name)).filter((level) => level !== undefined);
    return levels.sort((one, other) => one.remaining - other.remaining)[0];
  }

  /** Counts a request. @throws OpenAiError 429 `rate_limit_exceeded` when too many came within a minute */
  countRequest(): void {
    const level = this.read('requestsPerMinute');
    if (level && level.remaining < 1) {
      throw createLimitError(level.resetMs, `The key may make ${level.limit} requests a minute, and has made them.`);
    }
    if (level) this.#windows.requestsPerMinute.take(1, this.#now());
  }

  /**
   * Takes tokens from every limit of tokens, or from none. `correct` replaces them by those that were really used.
   *
   * @throws OpenAiError 429: `rate_limit_exceeded` when too few are left now, `request_exceeds_limit` when there never are as many
   */
  reserveTokens(tokens: number): TakenAmount {
    const names = tokenLimits.filter((name) => this.#limits[name] !== undefined);
    this.#assertTokens(names, tokens);
    const now = this.#now();
    const taken = names.map((name) => this.#windows[name].take(tokens, now));
    return { correct: (real) => taken.forEach((amount) => amount.correct(real)) };
  }

  #assertTokens(names: readonly (typeof tokenLimits)[number][], tokens: number): void {
    const lacking = names.flatMap((name) => {
      const level = this.read(name);
      return level && level.remaining < tokens ? [{ ...level, period: limitKinds[name].period }] : [];
    });
    const impossible = lacking.find(({ limit }) => limit < tokens);
    if (impossible) {
      const { limit, period } = impossible;
      throw new OpenAiError('request_exceeds_limit', {
        message:
          `This request may take ${tokens} tokens, and the key has ${limit} a ${period} in all. ` +
          'Send less text, or a lower limit for the tokens of the answer.',
      });
    }
    // The one that takes longest: after a shorter wait, the next try would fail at it.
    const [worst] = lacking.sort((one, other) => other.resetMs - one.resetMs);
    if (!worst) return;
    const { limit, remaining, resetMs, period } = worst;
    throw createLimitError(
      resetMs,
      `The key may use ${limit} tokens a ${period}: ${remaining} are left, and this request may take ${tokens}.`,
    );
  }
}

function createLimitError(resetMs: number, problem: string): OpenAiError {
  const retryAfterSeconds = Math.max(1, Math.ceil(resetMs / 1000));
  return new OpenAiError('rate_limit_exceeded', {
    message: `${problem} Try again in ${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}.`,
    retryAfterSeconds,
    isFinal: retryAfterSeconds > longestWaitSeconds,
  });
}
