import {
  applyRedactions,
  isReleasable,
  type ModerateOptions,
  moderateValue,
  type ModerationInput,
  type Moderator,
  OrderedChecks,
  type Verdict,
} from '@leeward/moderation';
import { moderationError } from './moderation-error.js';

/** Where a text stands in a request, and who wrote it. */
export type InputLocation = Pick<ModerationInput, 'stage' | 'role' | 'path'>;

/** What all checks of one request share. */
export interface InputContext {
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly onVerdict?: (verdict: Verdict) => void;
}

/**
 * Judges what a request brings. Nothing of it may be used before it has come back from here. Of several texts that are stopped the
 * first in order is told; the checks of those behind it are called off, and recorded as such.
 */
export class InputModeration {
  readonly #checks: OrderedChecks;

  readonly #moderator: Moderator;
  readonly #facts: InputContext;

  constructor(moderator: Moderator, facts: InputContext) {
    this.#moderator = moderator;
    this.#facts = facts;

    this.#checks = new OrderedChecks(facts.signal);
  }

  /**
   * The text as it may go on, with redactions in place.
   *
   * @throws OpenAiError 400 `content_filter` for a text that is blocked, 503 for one that could not be judged
   */
  text(text: string, place: InputLocation): Promise<string> {
    return this.#check(async (options) => {
      const verdict = await this.#moderator.moderate(this.#input({ ...place, text }), options);
      return { verdict, value: verdict.outcome === 'redact' ? applyRedactions(text, verdict.spans) : text };
    });
  }

  /** The same for a value that JSON can hold: all of its names, texts and numbers are judged at once. @throws as `text` */
  value<Value>(value: Value, place: InputLocation): Promise<Value> {
    return this.#check(async (options) => {
      const approved = await moderateValue(this.#moderator, this.#input({ ...place, value }), options);
      return { verdict: approved.verdict, value: approved.value as Value };
    });
  }

  #input<Place>(place: Place): Place & Pick<ModerationInput, 'requestId'> {
    return { ...place, requestId: this.#facts.requestId };
  }

  #check<Value>(
    judge: (options: ModerateOptions) => Promise<{ readonly verdict: Verdict; readonly value: Value }>,
  ): Promise<Value> {
    const { signal: caller, onVerdict } = this.#facts;
    return this.#checks.run(async (signal) => {
      const { verdict, value } = await judge({ signal, onVerdict });
      caller.throwIfAborted();
      if (!isReleasable(verdict)) throw moderationError(this.#moderator.policy, verdict);
      return value;
    });
  }
}
