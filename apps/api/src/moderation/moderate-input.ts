import {
  ContentRefusedError,
  type HistoryChange,
  type ModerateOptions,
  moderateOrThrow,
  moderateView,
  type ModerationInput,
  type Moderator,
  OrderedChecks,
  type RedactionVault,
  settleTurn,
  toRedactedName,
  type Verdict,
  type ViewInput,
} from '@leeward/moderation';
import { fromRefusal } from './from-refusal.js';

/** The location of a text in a request, and its author. */
export type InputLocation = Pick<ModerationInput, 'stage' | 'role' | 'path' | 'isHistory' | 'precedingText'>;

/** The context that all checks of one request share. */
interface InputContext {
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly onVerdict?: ((verdict: Verdict) => void) | undefined;
  /** Called with the messages of the history that the model does not get as they were sent. */
  readonly onHistory?: ((changes: readonly HistoryChange[]) => void) | undefined;
  /** Converts the path of a part to the one by which records of decisions name it. Default: they are the same. */
  readonly toRecordedPath?: ((path: string) => string) | undefined;
  /** Keeps the redacted values, for a caller that is to get them back. */
  readonly vault?: RedactionVault | undefined;
}

/**
 * Moderates the whole input of a request. Only the returned texts may be used.
 *
 * When several texts are refused, the caller gets the error of the first in order. The moderation of the texts after it
 * is aborted, and recorded as aborted.
 */
export class InputModeration {
  readonly #checks: OrderedChecks;
  readonly #moderator: Moderator;
  readonly #context: InputContext;

  constructor(moderator: Moderator, context: InputContext) {
    this.#moderator = moderator;
    this.#context = context;
    this.#checks = new OrderedChecks(context.signal);
  }

  /**
   * Moderates a text, and returns it with redactions applied.
   *
   * @throws OpenAiError as `fromRefusal`: 400 for a text that is blocked or can never be moderated, 429 for overload, 503
   *   for a failure
   * @throws {ContentRefusedError} for a text of the history without which the conversation goes on
   */
  text(text: string, location: InputLocation): Promise<string> {
    return this.#run({ ...location, text }, (input, options) => moderateOrThrow(this.#moderator, input, options));
  }

  /**
   * Moderates a value that JSON can hold: all of its names, texts and numbers together.
   *
   * @throws {OpenAiError} as `text`
   */
  value<Value>(value: Value, location: InputLocation): Promise<Value> {
    return this.#run({ ...location, value }, (input, options) => moderateOrThrow(this.#moderator, input, options));
  }

  /**
   * Moderates a message together with earlier ones. Returns its text with redactions applied; undefined for a value.
   *
   * @throws {OpenAiError} as `text`
   */
  view(input: Omit<ViewInput, 'requestId'>): Promise<string | undefined> {
    return this.#run(input, (identified, options) => moderateView(this.#moderator, identified, options));
  }

  /** The number of earlier messages that a message is moderated together with. */
  get viewedTurns(): number {
    return this.#moderator.policy.conversation.turns;
  }

  /** Reports the messages of the history that are left out or replaced. */
  reportHistory(changes: readonly HistoryChange[]): void {
    if (changes.length > 0) this.#context.onHistory?.(changes);
  }

  /** Creates the name that stands for a redacted name: with the signs of a placeholder in it, it would name nothing. */
  toName(name: string, moderated: string): string {
    return toRedactedName(name, moderated, this.#context.vault);
  }

  /** Moderates under the path of records. Its verdicts and errors have the path of the part again. */
  async #run<Input extends { readonly path: string }, Value>(
    given: Input,
    moderate: (input: Input & { readonly requestId: string }, options: ModerateOptions) => Promise<Value>,
  ): Promise<Value> {
    const { requestId, signal: caller, vault, toRecordedPath = (path) => path } = this.#context;
    const { path } = given;
    const input = { ...given, requestId, path: toRecordedPath(path) };
    const onVerdict = (verdict: Verdict): void => this.#context.onVerdict?.({ ...verdict, path });
    const { message: moderated, stopped } = await this.#checks.run(async (signal) => {
      try {
        return await settleTurn(moderate(input, { signal, onVerdict, vault }));
      } catch (error) {
        if (!ContentRefusedError.isInstance(error)) throw error;
        throw fromRefusal(this.#moderator.policy, { ...error.verdict, path });
      } finally {
        // When the caller has left, throws the reason of its signal and not a verdict.
        caller.throwIfAborted();
      }
    });
    // Not within the check: a check that throws ends those after it, and here the conversation goes on.
    if (stopped !== undefined) throw new ContentRefusedError(stopped);
    return moderated as Value;
  }
}
