import { type StreamLoad } from './stream-load.js';

/** When the checks of a stream are due. */
export interface CheckRhythm {
  readonly firstCharacters: number;
  readonly growth: number;
  readonly maximumCharacters: number;
  readonly firstWaitMs: number;
  readonly maximumWaitMs: number;
  /** The share of the time that the checks of all streams together may take. Default, and with 1: no limit. */
  readonly maximumShare?: number | undefined;
  /** No check rests longer than this while other streams are read too. Default, and at least: `maximumWaitMs`. */
  readonly maximumSharedWaitMs?: number | undefined;
}

/** A check of a backlog takes this many full windows at most: a classifier has a time limit. */
const windowsPerCheck = 4;

/** Says when the next check of a stream is due, and keeps how far the checks have come. Offsets count from the stream's start. */
export class CheckSchedule {
  readonly #rhythm: CheckRhythm;
  readonly #load: StreamLoad | undefined;
  #window: number;
  #waitMs: number;
  /** The offset before which no check of this schedule has released text. */
  #beganAt = 0;
  #heldFrom = 0;
  #checkedTo = 0;
  #waitingSince: number | undefined;
  #startedAt = 0;
  #restUntil = 0;

  /** @param load Counts the streams that share the machine. Default: this one is alone. */
  constructor(rhythm: CheckRhythm, load?: StreamLoad) {
    this.#rhythm = rhythm;
    this.#load = load;
    this.#window = rhythm.firstCharacters;
    this.#waitMs = rhythm.firstWaitMs;
  }

  /** The offset up to which text has passed its checks, so that later text cannot change them. */
  get heldFrom(): number {
    return this.#heldFrom;
  }

  /** The offset up to which a check has taken the text. */
  get checkedTo(): number {
    return this.#checkedTo;
  }

  /**
   * The number of unchecked characters for which a check waits. Behind a long passage that stays open, such as a private key, it grows:
   * each character is checked a bounded number of times.
   */
  get #size(): number {
    return Math.max(Math.min(this.#window, this.#rhythm.maximumCharacters), this.#behind / 2);
  }

  /** The number of characters that were checked and are held all the same. */
  get #behind(): number {
    return this.#checkedTo - this.#heldFrom;
  }

  /** Notes that text waits for a check, from now on. */
  wait(end: number): void {
    if (end > this.#checkedTo) this.#waitingSince ??= performance.now();
  }

  /** Checks whether so much text waits that a check is due. */
  isFull(end: number): boolean {
    return end - this.#checkedTo >= this.#size;
  }

  /** Returns the milliseconds after which waiting text is due, 0 when it is due already; undefined when none waits. */
  dueInMs(end: number): number | undefined {
    if (this.#waitingSince === undefined || end <= this.#checkedTo) return undefined;
    const { maximumCharacters, maximumWaitMs } = this.#rhythm;
    // A source that is so far ahead is no stream that somebody reads as it is written.
    if (end - this.#checkedTo >= windowsPerCheck * maximumCharacters) return 0;
    const dueAt = this.isFull(end) ? 0 : this.#waitingSince + Math.min(this.#waitMs, maximumWaitMs);
    return Math.max(0, Math.max(dueAt, this.#restUntil) - performance.now());
  }

  /** Returns the offset at which a check of a long backlog ends: the rest is for the next one. */
  limit(end: number): number {
    return Math.min(end, this.#checkedTo + Math.max(windowsPerCheck * this.#rhythm.maximumCharacters, this.#behind));
  }

  /** Notes that a check takes the text up to an offset. */
  start(checkedTo: number, end: number): void {
    this.#checkedTo = checkedTo;
    this.#load?.note(this);
    this.#startedAt = performance.now();
    this.#waitingSince = undefined;
    this.wait(end);
  }

  /** Notes that a check has let text pass, and perhaps none. The next check waits for more. */
  pass(heldFrom: number): void {
    // A reader waits for the first text, and a check that brings none is no reason to wait longer.
    const hasReleased = heldFrom > this.#beganAt;
    this.#extendTo(heldFrom);
    this.#window *= this.#rhythm.growth;
    this.#waitMs *= this.#rhythm.growth;
    if (hasReleased) this.#rest();
  }

  /** Notes that the stream has ended. */
  end(): void {
    this.#load?.leave(this);
  }

  /** Keeps the next check waiting, for so long that the checks of all streams take no more than their share. */
  #rest(): void {
    const { maximumShare = 1, maximumWaitMs, maximumSharedWaitMs = 0 } = this.#rhythm;
    if (maximumShare === 1) return;
    const streams = Math.max(1, this.#load?.streams ?? 1);
    const limitMs = streams === 1 ? maximumWaitMs : Math.max(maximumWaitMs, maximumSharedWaitMs);
    const now = performance.now();
    this.#restUntil = now + Math.min((now - this.#startedAt) * (streams / maximumShare - 1), limitMs);
  }

  /** Notes that text was moderated elsewhere. */
  skipTo(heldFrom: number): void {
    this.#beganAt = Math.max(this.#beganAt, heldFrom);
    this.#extendTo(heldFrom);
  }

  #extendTo(heldFrom: number): void {
    this.#heldFrom = Math.max(this.#heldFrom, heldFrom);
    this.#checkedTo = Math.max(this.#checkedTo, heldFrom);
  }
}
