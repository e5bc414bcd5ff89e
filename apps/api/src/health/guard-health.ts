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
   * Asserts that the guard is loaded, and that its process works. One that failed is tried again, and answers a later call.
   * @returns its name and version; undefined when there is none
   * @throws OpenAiError 503 while it is loading, and while its process fails
   */
  assertReady(): string | undefined {
    const guard = this.#guard;
    if (guard === undefined) return undefined;
    if (!guard.isReady) {
      throw new OpenAiError('model_loading', { message: 'The guard model is still loading. Try again soon.' });
    }
    if (guard.failure === undefined) return guard.label;
    void guard.recover();
    // The caller is an orchestrator, not a person of trust: the log has the message, which may name a path.
    const message = `The guard cannot classify (${describeError(guard.failure)}). The log of the server says why.`;
    throw new OpenAiError('guard_failing', { message });
  }
}

/** Names an error by its code, or else its class, without its message. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
