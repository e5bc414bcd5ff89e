import { type ModerationInput } from '../contract/moderation-input.js';
import { type Redaction } from '../contract/verdict.js';
import { ContentRefusedError } from '../errors/moderation-errors.js';
import { type ModerateOptions, type Moderator } from '../moderator/moderator.js';
import { applyRedactions } from '../redaction/apply-redactions.js';
import { assertReleasable, moderateOrThrow } from '../values/moderate-or-throw.js';

/** A text inside a held value, and the field that holds it. */
interface HeldText {
  readonly holder: object;
  readonly field: string;
  readonly text: string;
}

/**
 * Holds the values of a stream that are not text. Each value is moderated alone when it arrives. At the end, the same
 * field of all values is moderated as one text, because a text may be split over several values.
 */
export class ValueBuffer {
  readonly #moderator: Moderator;
  readonly #context: Omit<ModerationInput, 'text'>;
  readonly #options: ModerateOptions;
  readonly #held: { value: unknown }[] = [];
  #characters = 0;

  constructor(moderator: Moderator, context: Omit<ModerationInput, 'text'>, options: ModerateOptions = {}) {
    this.#moderator = moderator;
    this.#context = context;
    this.#options = options;
  }

  /**
   * Moderates and keeps a value.
   * @param value made of records, lists and plain values; redactions are put into it
   * @throws {ContentRefusedError} when it must not be released, or more characters are held than the policy's
   * `gate.maximumHeldCharacters`
   */
  async hold(value: unknown): Promise<void> {
    this.#characters += JSON.stringify(value).length;
    const { maximumHeldCharacters } = this.#moderator.policy.gate;
    if (this.#characters > maximumHeldCharacters) {
      const message = `More than ${maximumHeldCharacters} characters wait for release.`;
      const cause = { classifier: 'gate', code: 'too-long', message } as const;
      throw new ContentRefusedError(await this.#moderator.refuse({ ...this.#context, text: '' }, cause, this.#options));
    }
    this.#held.push({ value: await moderateOrThrow(this.#moderator, { ...this.#context, value }, this.#options) });
  }

  /**
   * Moderates what is split over several values, and returns all values in their order.
   * @throws {ContentRefusedError} when a text over several values must not be released
   */
  async release(): Promise<readonly unknown[]> {
    const fields = new Map<string, HeldText[]>();
    for (const held of this.#held) collectTexts(held, '', fields);
    for (const pieces of fields.values()) {
      if (pieces.length < 2) continue;
      const text = pieces.map((piece) => piece.text).join('');
      const verdict = await this.#moderator.moderate({ ...this.#context, text }, this.#options);
      assertReleasable(verdict);
      if (verdict.outcome === 'redact') redactPieces(pieces, verdict.spans);
    }
    return this.#held.map(({ value }) => value);
  }
}

/** Collects all texts below a record or list, by the path of their field. */
function collectTexts(holder: object, path: string, fields: Map<string, HeldText[]>): void {
  for (const [field, value] of Object.entries(holder) as [string, unknown][]) {
    const fieldPath = `${path}/${JSON.stringify(field)}`;
    if (typeof value === 'object' && value !== null) collectTexts(value, fieldPath, fields);
    if (typeof value !== 'string') continue;
    const texts = fields.get(fieldPath) ?? [];
    texts.push({ holder, field, text: value });
    fields.set(fieldPath, texts);
  }
}

/** Puts redactions of a joined text into its pieces. The first piece of a redacted passage gets the replacement. */
function redactPieces(pieces: readonly HeldText[], redactions: readonly Redaction[]): void {
  let start = 0;
  for (const { holder, field, text } of pieces) {
    const from = start;
    const to = (start += text.length);
    const own = redactions
      .filter((redaction) => redaction.start < to && redaction.end > from)
      .map((redaction) => ({
        ...redaction,
        start: Math.max(redaction.start, from) - from,
        end: Math.min(redaction.end, to) - from,
        replacement: redaction.start < from ? '' : redaction.replacement,
      }));
    // Not an assignment, which would set the prototype for a field named `__proto__`.
    Object.defineProperty(holder, field, { value: applyRedactions(text, own), enumerable: true });
  }
}
