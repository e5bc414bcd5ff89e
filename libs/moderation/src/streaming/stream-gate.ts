import { applyVerdictToRange } from '../redaction/apply-redactions.js';
import { type ModerateOptions, type Moderator } from '../moderator/moderator.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { wholeCharacters } from '../text/text-chunks.js';
import { type BlockVerdict, type ErrorVerdict, isReleasable } from '../contract/verdict.js';

/** What the gate tells the moderator beside the text. */
export interface GateInput {
  readonly requestId: string;
  readonly conversationId?: string;
  /** Default `output`. */
  readonly stage?: ModerationInput['stage'];
  /** Default `assistant`. */
  readonly role?: ModerationInput['role'];
  /** Default `choices[0].message.content`. */
  readonly path?: string;
}

/** What may leave the gate, and whether anything more will. */
export interface GateStep {
  /** Approved text, redactions applied; often empty. */
  readonly released: string;
  /** Set when the stream ends here: cancel its source. The gate releases nothing more. */
  readonly stopped?: BlockVerdict | ErrorVerdict;
}

/** How many characters the first check waits for; each one after waits for twice as many, up to the policy's window. */
const firstWindow = 4;

const nothing: GateStep = { released: '' };

/**
 * Holds a text back while it is written and releases what the moderator has approved. Whatever the chunks, the released
 * text is the one that `moderate` would approve as a whole: a span that is found never escapes in part, because text is
 * released only up to where no text to come can change the judgement.
 *
 * In the mode `window` a check takes the new text with carried context, so the cost grows with the length of the answer
 * and not with its square. In the mode `full` nothing is released before the end.
 *
 * The gate has no timers and calls are not to overlap: `gateText` drives it for a stream.
 */
export class StreamGate {
  readonly #moderator: Moderator;
  readonly #input: Omit<ModerationInput, 'text' | 'judgedTo' | 'partial'>;
  readonly #options: ModerateOptions;
  /** The gate's sizes hold from the first character to the last, also when the policy is reloaded in between. */
  readonly #policy: ModerationPolicy;
  /** Released context, then held text. */
  #buffer = '';
  /** Where held text begins in the buffer. */
  #heldFrom = 0;
  /** Up to where the buffer was checked. */
  #checkedTo = 0;
  #releasedCharacters = 0;
  /** Grows from a few characters to the policy's window, so that the first words do not wait for a whole one. */
  #window = firstWindow;
  #closed = false;

  constructor(moderator: Moderator, input: GateInput, options: ModerateOptions = {}) {
    this.#moderator = moderator;
    this.#policy = moderator.policy;
    this.#options = options;
    this.#input = {
      stage: input.stage ?? 'output',
      role: input.role ?? 'assistant',
      path: input.path ?? 'choices[0].message.content',
      requestId: input.requestId,
      ...(input.conversationId === undefined ? {} : { conversationId: input.conversationId }),
    };
  }

  /** How many characters of the text as written have left the gate, redacted ones included. */
  get releasedCharacters(): number {
    return this.#releasedCharacters;
  }

  /** Whether text waits that no check has seen yet and a check before the end could release. */
  get hasUnchecked(): boolean {
    return this.#policy.gate.mode === 'window' && this.#checkedTo < this.#buffer.length;
  }

  /**
   * Adds text; checks when a window is full. Behind a long passage that cannot be released yet, such as a key that is still
   * open, the window grows with it: each character is checked a bounded number of times.
   */
  async push(text: string): Promise<GateStep> {
    if (this.#closed) return nothing;
    const { mode, windowCharacters, maximumHeldCharacters } = this.#policy.gate;
    if (this.#buffer.length - this.#heldFrom + text.length > maximumHeldCharacters) {
      return this.#stop(this.#overflow());
    }
    this.#buffer += text;
    const window = Math.max(Math.min(this.#window, windowCharacters), (this.#checkedTo - this.#heldFrom) / 2);
    const isFull = mode === 'window' && this.#buffer.length - this.#checkedTo >= window;
    return isFull ? this.#check(true) : nothing;
  }

  /** Checks what waits, window full or not: call it when text has waited long enough. Does nothing in the mode `full`. */
  async check(): Promise<GateStep> {
    return this.hasUnchecked && !this.#closed ? this.#check(true) : nothing;
  }

  /** The text is complete: checks and releases the rest. */
  async end(): Promise<GateStep> {
    if (this.#closed) return nothing;
    if (this.#buffer.length === this.#heldFrom) {
      this.#closed = true;
      return nothing;
    }
    const step = await this.#check(false);
    this.#closed = true;
    return step;
  }

  async #check(partial: boolean): Promise<GateStep> {
    const text = this.#buffer;
    const { verdict, releasableTo } = await this.#moderator.moderateWindow(
      { ...this.#input, text, moderatedTo: this.#heldFrom, partial },
      this.#options,
    );
    if (!isReleasable(verdict)) return this.#stop(verdict);
    this.#window *= 2;
    this.#checkedTo = text.length;
    const released = applyVerdictToRange(text, verdict, { start: this.#heldFrom, end: releasableTo }) ?? '';
    this.#releasedCharacters += releasableTo - this.#heldFrom;
    this.#heldFrom = releasableTo;
    this.#dropContext();
    return { released };
  }

  /** Keeps as much released text as the policy wants for context. */
  #dropContext(): void {
    const surplus = wholeCharacters(this.#buffer, this.#heldFrom - this.#policy.gate.contextCharacters);
    if (surplus <= 0) return;
    this.#buffer = this.#buffer.slice(surplus);
    this.#heldFrom -= surplus;
    this.#checkedTo -= surplus;
  }

  #stop(verdict: BlockVerdict | ErrorVerdict): GateStep {
    this.#closed = true;
    this.#buffer = '';
    this.#heldFrom = 0;
    this.#checkedTo = 0;
    return { released: '', stopped: verdict };
  }

  #overflow(): ErrorVerdict {
    const limit = String(this.#policy.gate.maximumHeldCharacters);
    const message = `More than ${limit} characters wait for release.`;
    return this.#moderator.refuse(
      { ...this.#input, text: this.#buffer },
      { classifier: 'gate', code: 'too-long', message },
    );
  }
}
