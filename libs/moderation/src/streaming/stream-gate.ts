import { type ModerationInput, type ModerationSource } from '../contract/moderation-input.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type BlockVerdict, type ErrorVerdict, isReleasable } from '../contract/verdict.js';
import { type ModerateOptions, type Moderator } from '../moderator/moderator.js';
import { applyVerdictToRange } from '../redaction/apply-redactions.js';
import { toCharacterBoundary } from '../text/text-chunks.js';
import { refuseOverflow } from './refuse-overflow.js';

/** The origin of a gated text. */
export interface GateInput extends Pick<ModerationSource, 'requestId' | 'conversationId' | 'precedingText'> {
  /** Default `output`. */
  readonly stage?: ModerationInput['stage'] | undefined;
  /** Default `assistant`. */
  readonly role?: ModerationInput['role'] | undefined;
  /** Default `choices[0].message.content`. */
  readonly path?: string | undefined;
}

/** The result of one step of a gate. */
export interface GateStep {
  /** Text that may leave the gate, redactions applied; often empty. */
  readonly released: string;
  /** Set when the stream ends here: cancel its source. The gate releases nothing more. */
  readonly stopped?: BlockVerdict | ErrorVerdict | undefined;
}

/** Fills in the defaults of the origin of a gated text. */
export function toGateSource(input: GateInput): ModerationSource {
  const {
    stage = 'output',
    role = 'assistant',
    path = 'choices[0].message.content',
    requestId,
    conversationId,
    precedingText,
  } = input;
  return { stage, role, path, requestId, conversationId, precedingText };
}

/** The first check waits for this many characters. Each later one waits for twice as many, up to the policy's window. */
const firstWindow = 4;

const nothingReleased: GateStep = { released: '' };

/**
 * Holds a text while it is written, and releases what the moderator lets pass. However the text is cut into chunks, the
 * released text equals the result of `moderate` for the whole text: only text is released whose findings later text
 * cannot change.
 *
 * In the mode `window` a check takes the new text with some context before it, so the cost grows with the length of the
 * answer and not with its square. In the mode `full` nothing is released before the end.
 *
 * The gate has no timers, and calls must not overlap: `gateText` drives it for a stream.
 */
export class StreamGate {
  readonly #moderator: Moderator;
  readonly #source: ModerationSource;
  readonly #options: ModerateOptions;
  /** The policy at the start. Its sizes hold to the end, also when the policy is reloaded in between. */
  readonly #policy: ModerationPolicy;
  /** Released context, then held text. */
  #buffer = '';
  /** The offset in the buffer at which held text begins. */
  #heldFrom = 0;
  /** The offset in the buffer up to which text was checked. */
  #checkedTo = 0;
  #releasedCharacters = 0;
  /** Grows from a few characters to the policy's window, so that the first words do not wait long. */
  #window = firstWindow;
  #isClosed = false;

  constructor(moderator: Moderator, input: GateInput, options: ModerateOptions = {}) {
    this.#moderator = moderator;
    this.#policy = moderator.policy;
    this.#options = options;
    this.#source = toGateSource(input);
  }

  /** The number of characters that have left the gate, counted as they were written before redaction. */
  get releasedCharacters(): number {
    return this.#releasedCharacters;
  }

  /** Whether unmoderated text waits that may be released before the end. */
  get hasUnchecked(): boolean {
    return this.#policy.gate.mode === 'window' && this.#checkedTo < this.#buffer.length;
  }

  /**
   * Adds text, and checks when a window is full. Behind a long passage that cannot be released yet, such as a private key
   * that is still open, the window grows: each character is checked a bounded number of times.
   */
  async push(text: string): Promise<GateStep> {
    if (this.#isClosed) return nothingReleased;
    const { mode, windowCharacters, maximumHeldCharacters } = this.#policy.gate;
    const heldCharacters = this.#buffer.length - this.#heldFrom + text.length;
    if (heldCharacters > maximumHeldCharacters) {
      const held = { ...this.#source, text: this.#buffer, moderatedTo: this.#heldFrom };
      const limit = `${maximumHeldCharacters} characters`;
      return this.#stop(await refuseOverflow(this.#moderator, held, limit, this.#options));
    }
    this.#buffer += text;
    const window = Math.max(Math.min(this.#window, windowCharacters), (this.#checkedTo - this.#heldFrom) / 2);
    const isFull = mode === 'window' && this.#buffer.length - this.#checkedTo >= window;
    return isFull ? this.#check(true) : nothingReleased;
  }

  /** Checks waiting text before the window is full, because it has waited long enough. Does nothing in the mode `full`. */
  async check(): Promise<GateStep> {
    return this.hasUnchecked && !this.#isClosed ? this.#check(true) : nothingReleased;
  }

  /** Checks and releases the rest: the text is complete. */
  async end(): Promise<GateStep> {
    if (this.#isClosed) return nothingReleased;
    const hasHeld = this.#buffer.length > this.#heldFrom;
    const step = hasHeld ? await this.#check(false) : nothingReleased;
    this.#isClosed = true;
    return step;
  }

  async #check(partial: boolean): Promise<GateStep> {
    const text = this.#buffer;
    const { verdict, releasableTo } = await this.#moderator.moderateWindow(
      { ...this.#source, text, moderatedTo: this.#heldFrom, partial },
      this.#options,
    );
    if (!isReleasable(verdict)) return this.#stop(verdict);
    this.#window *= 2;
    this.#checkedTo = text.length;
    const released = applyVerdictToRange(text, verdict, { start: this.#heldFrom, end: releasableTo });
    this.#releasedCharacters += releasableTo - this.#heldFrom;
    this.#heldFrom = releasableTo;
    this.#dropContext();
    return { released };
  }

  /** Drops released text, except for the context that the policy asks for. */
  #dropContext(): void {
    const surplus = toCharacterBoundary(this.#buffer, this.#heldFrom - this.#policy.gate.contextCharacters);
    if (surplus <= 0) return;
    this.#buffer = this.#buffer.slice(surplus);
    this.#heldFrom -= surplus;
    this.#checkedTo -= surplus;
  }

  #stop(stopped: BlockVerdict | ErrorVerdict): GateStep {
    this.#isClosed = true;
    this.#buffer = '';
    this.#heldFrom = 0;
    this.#checkedTo = 0;
    return { released: '', stopped };
  }
}
