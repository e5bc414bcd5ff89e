import {
  ContentRefusedError,
  type ModerateOptions,
  moderateOrThrow,
  type ModerationInput,
  type Moderator,
  OrderedChecks,
  type RedactionVault,
  toRedactedName,
  type Verdict,
} from '@leeward/moderation';
import { fromRefusal } from './from-refusal.js';

/** The location of a text in a request, and its author. */
export type InputLocation = Pick<ModerationInput, 'stage' | 'role' | 'path'>;

/** The context that all checks of one request share. */
interface InputContext {
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly onVerdict?: ((verdict: Verdict) => void) | undefined;
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
   * @throws OpenAiError 400 `content_filter` for a text that is blocked, 503 for one that could not be moderated
   */
  text(text: string, location: InputLocation): Promise<string> {
    const input = { ...location, requestId: this.#context.requestId, text };
    return this.#run((options) => moderateOrThrow(this.#moderator, input, options));
  }

  /**
   * Moderates a value that JSON can hold: all of its names, texts and numbers together.
   *
   * @throws {OpenAiError} as `text`
   */
  value<Value>(value: Value, location: InputLocation): Promise<Value> {
    const input = { ...location, requestId: this.#context.requestId, value };
    return this.#run((options) => moderateOrThrow(this.#moderator, input, options));
  }

  /** Creates the name that stands for a redacted name: with the signs of a placeholder in it, it would name nothing. */
  toName(name: string, moderated: string): string {
    return toRedactedName(name, moderated, this.#context.vault);
  }

  #run<Value>(moderate: (options: ModerateOptions) => Promise<Value>): Promise<Value> {
    const { signal: caller, onVerdict, vault } = this.#context;
    return this.#checks.run(async (signal) => {
      try {
        return await moderate({ signal, onVerdict, vault });
      } catch (error) {
        throw ContentRefusedError.isInstance(error) ? fromRefusal(this.#moderator.policy, error.verdict) : error;
      } finally {
        // When the caller has left, throws the reason of its signal and not a verdict.
        caller.throwIfAborted();
      }
    });
  }
}
