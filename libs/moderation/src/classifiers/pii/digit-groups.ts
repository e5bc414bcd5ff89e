/** The most characters between two groups of one number. */
const maximumGap = 3;

/** Lists the runs of ASCII digits of a text. */
export class DigitGroups {
  readonly #text: string;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #gaps = new Map<number, string | undefined>();

  constructor(text: string) {
    this.#text = text;
    let isInside = false;
    for (let index = 0; index <= text.length; index += 1) {
      const unit = text.charCodeAt(index);
      const isDigit = unit >= 0x30 && unit <= 0x39;
      if (isDigit === isInside) continue;
      (isDigit ? this.#starts : this.#ends).push(index);
      isInside = isDigit;
    }
  }

  get count(): number {
    return this.#starts.length;
  }

  start(index: number): number {
    return this.#starts[index] ?? this.#text.length;
  }

  end(index: number): number {
    return this.#ends[index] ?? this.#text.length;
  }

  /** Counts the digits of a group; 0 when there is no such group. */
  length(index: number): number {
    return this.end(index) - this.start(index);
  }

  /**
   * Reads the characters between a group and the one before it. Undefined when they do not belong to one number or row: more than
   * three, or letters among them.
   */
  gapBefore(index: number): string | undefined {
    if (!this.#gaps.has(index)) this.#gaps.set(index, this.#readGap(index));
    return this.#gaps.get(index);
  }

  #readGap(index: number): string | undefined {
    const previousEnd = this.#ends[index - 1];
    const start = this.#starts[index];
    if (previousEnd === undefined || start === undefined || start - previousEnd > maximumGap) return undefined;
    const gap = this.#text.slice(previousEnd, start);
    return /[\p{L}\p{N}]/u.test(gap) ? undefined : gap;
  }

  /** Joins the digits of groups. */
  digits(first: number, last: number): string {
    let digits = '';
    for (let index = first; index <= last; index += 1) digits += this.#text.slice(this.start(index), this.end(index));
    return digits;
  }
}
