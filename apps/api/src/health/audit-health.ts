import { type Moderators } from '../access/moderators.js';
import { OpenAiError } from '../errors/openai-error.js';

/** Tells whether the decisions of the moderation stage can be recorded. */
export class AuditHealth {
  readonly #moderators: Moderators;
  readonly #findFailure: () => Error | undefined;

  /** @param findFailure finds the reason why decisions cannot be recorded now */
  constructor(moderators: Moderators, findFailure: () => Error | undefined) {
    this.#moderators = moderators;
    this.#findFailure = findFailure;
  }

  /**
   * Asserts that the default policy lets texts pass now.
   * @returns whether records fail although it does, because its `audit.onError` is `allow`
   * @throws OpenAiError 503 when records fail and every text is stopped for it
   */
  assertReady(): boolean {
    const failure = this.#findFailure();
    if (failure === undefined) return false;
    const { audit } = this.#moderators.for(this.#moderators.defaultPolicy).policy;
    // The caller is an orchestrator, not a person of trust: the log has the path and the reason.
    const message = 'Decisions cannot be recorded, so no text passes. The log of the server says why.';
    if (audit.onError === 'block') throw new OpenAiError('audit_log_failing', { message });
    return true;
  }
}
