import { type ModerationInput, type ModerationSource } from '../contract/moderation-input.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type BlockVerdict, type ErrorVerdict, isReleasable } from '../contract/verdict.js';
import { type ModerateOptions, type Moderator, type WindowVerdict } from '../moderator/moderator.js';
import { applyVerdictToRange } from '../redaction/apply-redactions.js';
import { findContextStart } from '../text/context-start.js';
import { toCharacterBoundary } from '../text/text-chunks.js';
import { type CheckRhythm, CheckSchedule } from './check-schedule.js';
import { HeldText } from './held-text.js';
import { refuseOverflow } from './refuse-overflow.js';
import { sharedStreamLoad, type StreamLoad } from './stream-load.js';

/** The origin of a gated text. */
export interface GateInput extends Pick<ModerationSource, 'requestId' | 'conversationId' | 'precedingText'> {
  /** Default `output`. */
  readonly stage?: ModerationInput['stage'] | undefined;
  /** Default `assistant`. */
  readonly role?: ModerationInput['role'] | undefined;
  /** Default `choices[0].message.content`. */
  readonly path?: string | undefined;
  /**
   * The beginning of the text, which was moderated before and has left: an answer that is continued. The rest is moderated
   * together with it, as if the gate had released it. Default: none.
   */
  readonly begunText?: string | undefined;
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

/** The text that one check takes, with offsets from the beginning of the stream. */
interface CheckedText {
  readonly input: ModerationInput;
  /** The offset of the first character, which is released context. */
  readonly start: number;
}

/** A check that the stream does not wait for. */
interface BackgroundCheck extends CheckedText {
  /** Never rejects. */
  readonly ended: Promise<void>;
  result: WindowVerdict | undefined;
  /** Tells the driver that the result is there. */
  notify: () => void;
}

/**
 * Holds a text while it is written, and releases what the moderator lets pass. However the text is cut into chunks, the
 * released text equals the result of `moderate` for the whole text: only text is released whose findings later text
 * cannot change.
 *
 * In the mode `window` a check takes the new text with some context before it, so the cost grows with the length of the
 * answer and not with its square. In the mode `full` nothing is released before the end.
 *
 * When a classifier has a rhythm, the checks that release text follow it and run in the background, one at a time, while text goes on
 * arriving. In between, the classifiers without a rhythm check each window ahead: they release nothing, and stop the stream early.
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
  readonly #text = new HeldText();
  /** The checks that release text. */
  readonly #release: CheckSchedule;
  /** The checks ahead of those that release; undefined when these read every window themselves. */
  readonly #ahead: CheckSchedule | undefined;
  readonly #closing = new AbortController();
  #background: BackgroundCheck | undefined;

  constructor(moderator: Moderator, input: GateInput, options: ModerateOptions = {}) {
    this.#moderator = moderator;
    this.#policy = moderator.policy;
    this.#options = options;
    this.#source = toGateSource(input);
    const { gate } = this.#policy;
    const everyWindow = createSchedule(gate, {
      firstCharacters: firstWindow,
      growth: 2,
      maximumCharacters: gate.windowCharacters,
      maximumWaitMs: gate.maximumWaitMs,
    });
    const rhythm = gate.mode === 'window' ? moderator.findRhythm(this.#source.stage) : undefined;
    this.#release = rhythm === undefined ? everyWindow : createSchedule(gate, rhythm, sharedStreamLoad);
    this.#ahead = rhythm === undefined ? undefined : everyWindow;
    this.#text.append(input.begunText ?? '');
    this.#release.skipTo(this.#text.end);
    this.#ahead?.skipTo(this.#text.end);
  }

  /** The number of characters that have left the gate, counted as they were written before redaction, with begun text. */
  get releasedCharacters(): number {
    return this.#release.heldFrom;
  }

  /** Whether unmoderated text waits that may be released before the end. */
  get hasUnchecked(): boolean {
    return !this.#isClosed && this.#policy.gate.mode === 'window' && this.#release.checkedTo < this.#text.end;
  }

  /** Milliseconds after which `check` is due; undefined when no text waits for a check. */
  get checkDueInMs(): number | undefined {
    if (this.#isClosed || this.#policy.gate.mode === 'full') return undefined;
    const schedules = this.#background === undefined ? [this.#release, this.#ahead] : [this.#ahead];
    const due = schedules.flatMap((schedule) => schedule?.dueInMs(this.#text.end) ?? []);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Whether a check runs in the background, or its result waits for the next call. */
  get isChecking(): boolean {
    return this.#background !== undefined;
  }

  /** Whether more text waits than one check takes. */
  get hasBacklog(): boolean {
    return this.hasUnchecked && this.#ahead !== undefined && this.#release.limit(this.#text.end) < this.#text.end;
  }

  /** Resolves when the check in the background has a result for the next call. Only the newest promise resolves. */
  whenChecked(): Promise<void> {
    const check = this.#background;
    if (check === undefined || check.result !== undefined) return Promise.resolve();
    return new Promise((resolve) => (check.notify = resolve));
  }

  /**
   * Adds text, and checks when a window is full. Behind a long passage that cannot be released yet, such as a private key
   * that is still open, the window grows: each character is checked a bounded number of times.
   */
  async push(text: string): Promise<GateStep> {
    const step = await this.collect();
    if (this.#isClosed) return step;
    const { mode, maximumHeldCharacters } = this.#policy.gate;
    if (this.#text.end - this.#release.heldFrom + text.length > maximumHeldCharacters) {
      const { input } = this.#read(this.#release, this.#text.end, true);
      const limit = `${maximumHeldCharacters} characters`;
      return this.#stop(await refuseOverflow(this.#moderator, input, limit, this.#options), step);
    }
    this.#text.append(text);
    this.#release.wait(this.#text.end);
    this.#ahead?.wait(this.#text.end);
    return mode === 'full' ? step : this.#checkWindow(step, false);
  }

  /**
   * Checks waiting text before the window is full, because it has waited long enough. Does nothing in the mode `full`. Text that waits
   * for a classifier with a rhythm is checked when `checkDueInMs` is 0.
   */
  async check(): Promise<GateStep> {
    const step = await this.collect();
    return this.hasUnchecked ? this.#checkWindow(step, true) : step;
  }

  /** Takes the result of the check in the background, if there is one, and begins no other. */
  async collect(): Promise<GateStep> {
    const check = this.#background;
    if (check?.result === undefined) return nothingReleased;
    this.#background = undefined;
    return this.#settle(check, check.result, nothingReleased);
  }

  /** Checks and releases the rest: the text is complete. */
  async end(): Promise<GateStep> {
    let step = await this.#finishBackground(nothingReleased);
    while (this.hasBacklog) {
      this.#startBackground();
      step = await this.#finishBackground(step);
    }
    if (!this.#isClosed && this.#text.end > this.#release.heldFrom) step = await this.#checkNow(step, false);
    this.close();
    return step;
  }

  /** Ends the gate and the check in the background, without a verdict. Nothing is released any more. */
  close(): void {
    this.#closing.abort();
    this.#release.end();
    this.#background = undefined;
    this.#text.dropBefore(this.#text.end);
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Checks as far as a check is due. */
  async #checkWindow(step: GateStep, isDue: boolean): Promise<GateStep> {
    const { end } = this.#text;
    if (this.#ahead === undefined) return isDue || this.#release.isFull(end) ? this.#checkNow(step, true) : step;
    const isReleaseDue = this.#background === undefined && this.#release.dueInMs(end) === 0;
    if (this.#ahead.checkedTo < end && (isDue || isReleaseDue || this.#ahead.isFull(end))) {
      const stopped = await this.#checkAhead(this.#ahead);
      if (stopped !== undefined) return this.#stop(stopped, step);
    }
    if (isReleaseDue) this.#startBackground();
    return step;
  }

  /** Checks with the classifiers that read every window. Returns the verdict that stops the stream. */
  async #checkAhead(ahead: CheckSchedule): Promise<BlockVerdict | ErrorVerdict | undefined> {
    const { end } = this.#text;
    const { input, start } = this.#read(ahead, end, true);
    ahead.start(end, end);
    const { verdict, releasableTo } = await this.#moderator.moderateAhead(input, this.#options);
    if (!isReleasable(verdict)) return verdict;
    ahead.pass(start + releasableTo);
    return undefined;
  }

  /** Checks with all classifiers, and waits for them. */
  async #checkNow(step: GateStep, partial: boolean): Promise<GateStep> {
    const { end } = this.#text;
    const checked = this.#read(this.#release, end, partial);
    this.#release.start(end, end);
    return this.#settle(checked, await this.#moderator.moderateWindow(checked.input, this.#options), step);
  }

  /** Begins a check with all classifiers. */
  #startBackground(): void {
    const { start, end } = this.#text;
    const limit = this.#release.limit(end);
    const checkedTo = limit === end ? end : start + toCharacterBoundary(this.#text.read(start, limit), limit - start);
    const checked = this.#read(this.#release, checkedTo, true);
    this.#release.start(checkedTo, end);
    const options = { ...this.#options, discardSignal: this.#closing.signal };
    const ended = this.#moderator.moderateWindow(checked.input, options).then((result) => {
      check.result = result;
      check.notify();
    });
    const check: BackgroundCheck = { ...checked, ended, result: undefined, notify: () => undefined };
    this.#background = check;
  }

  async #finishBackground(step: GateStep): Promise<GateStep> {
    await this.#background?.ended;
    const { released, stopped } = await this.collect();
    return { released: step.released + released, stopped };
  }

  /** Reads the text for a check: what the schedule holds, with context before it. */
  #read(schedule: CheckSchedule, end: number, partial: boolean): CheckedText {
    const { heldFrom } = schedule;
    const start = this.#contextStart(heldFrom);
    const text = this.#text.read(start, end);
    const isStreamed = this.#ahead !== undefined;
    return { input: { ...this.#source, text, moderatedTo: heldFrom - start, partial, isStreamed }, start };
  }

  /** Finds where the context before an offset begins: as much as the policy asks for, without counting blank lines. */
  #contextStart(heldFrom: number): number {
    const { start } = this.#text;
    const { contextCharacters } = this.#policy.gate;
    if (heldFrom - start <= contextCharacters) return start;
    return start + findContextStart(this.#text.read(start, heldFrom), heldFrom - start, contextCharacters);
  }

  /** Releases what a check lets pass, after the text of an earlier step. */
  #settle({ input, start }: CheckedText, { verdict, releasableTo }: WindowVerdict, step: GateStep): GateStep {
    if (!isReleasable(verdict)) return this.#stop(verdict, step);
    const { moderatedTo = 0, text } = input;
    const released = applyVerdictToRange(text, verdict, { start: moderatedTo, end: releasableTo });
    this.#release.pass(start + releasableTo);
    this.#ahead?.skipTo(start + releasableTo);
    this.#text.dropBefore(this.#contextStart(this.#release.heldFrom));
    return { released: step.released + released };
  }

  #stop(stopped: BlockVerdict | ErrorVerdict, { released }: GateStep): GateStep {
    this.close();
    return { released, stopped };
  }
}

/** Creates the schedule of a rhythm whose first check waits as long as the policy says. */
function createSchedule(
  { maximumWaitMs }: ModerationPolicy['gate'],
  rhythm: Omit<CheckRhythm, 'firstWaitMs'>,
  load?: StreamLoad,
): CheckSchedule {
  return new CheckSchedule({ ...rhythm, firstWaitMs: maximumWaitMs }, load);
}
