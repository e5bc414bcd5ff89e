import { applyRedactions, isReleasable, type ModerateOptions, moderateValue, type ModerationInput, type Moderator, type Verdict } from '@leeward/moderation';
import pLimit from 'p-limit';
import { moderationError } from './moderation-error.js';

/** Where a text stands in a request, and who wrote it. */
export type InputPlace = Pick<ModerationInput, 'stage' | 'role' | 'path'>;

/** What all checks of one request share. */
export interface ApprovalFacts {
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly onVerdict?: (verdict: Verdict) => void;
}

/** Texts of one request that are checked at the same time, so that a long one leaves room for others. */
export const checksAtOnce = 8;

/** Judges what a request brings. Nothing of it may be used before it has come back from here. */
export class InputApproval {
  private readonly limit = pLimit(checksAtOnce);

  constructor(
    private readonly moderator: Moderator,
    private readonly facts: ApprovalFacts,
  ) {}

  /**
   * The text as it may go on, with redactions in place.
   *
   * @throws OpenAiError 400 `content_filter` for a text that is blocked, 503 for one that could not be judged
   */
  async text(text: string, place: InputPlace): Promise<string> {
    const verdict = await this.check((options) => this.moderator.moderate(this.input({ ...place, text }), options));
    if (!isReleasable(verdict)) throw moderationError(this.moderator.policy, verdict);
    return verdict.outcome === 'redact' ? applyRedactions(text, verdict.spans) : text;
  }

  /** The same for a value that JSON can hold: all of its names, texts and numbers are judged at once. @throws as `text` */
  async value<Value>(value: Value, place: InputPlace): Promise<Value> {
    const approved = await this.check((options) => moderateValue(this.moderator, this.input({ ...place, value }), options));
    if (!isReleasable(approved.verdict)) throw moderationError(this.moderator.policy, approved.verdict);
    return approved.value as Value;
  }

  private input<Place>(place: Place): Place & Pick<ModerationInput, 'requestId'> {
    return { ...place, requestId: this.facts.requestId };
  }

  private async check<Result>(judge: (options: ModerateOptions) => Promise<Result>): Promise<Result> {
    const { signal, onVerdict } = this.facts;
    const result = await this.limit(() => judge({ signal, onVerdict }));
    signal.throwIfAborted();
    return result;
  }
}
