import { OpenAiError } from '../errors/openai-error.js';
import { type LearnedGuard } from '../moderation/learned-guard.js';

/** Tells whether the learned guard can classify. */
export class GuardHealth {
  readonly #guard: LearnedGuard | undefined;

  /** @param guard undefined when the settings switch it off */
  constructor(guard: LearnedGuard | undefined) {
    this.#guard = guard;
  }

  /**
   * Asserts that the guard is loaded.
   * @returns its name and version; undefined when there is none
   * @throws OpenAiError 503 while it is loading
   */
  assertReady(): string | undefined {
    if (this.#guard === undefined || this.#guard.isReady) return this.#guard?.label;
    throw new OpenAiError('model_loading', { message: 'The guard model is still loading. Try again soon.' });
  }
}
