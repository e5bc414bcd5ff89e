import { type TextRange } from '../../contract/moderation-input.js';

/**
 * The characters of one text that findings have taken: of two findings that share a place the first to ask gets it. Taking
 * costs as much as the range is long, so that a text full of findings is no slower per character than any other.
 */
export class OccupiedRanges {
  readonly #taken: Uint8Array;

  constructor(textLength: number) {
    this.#taken = new Uint8Array(textLength);
  }

  /** Takes a range when all of it is free; tells whether it was. */
  take({ start, end }: TextRange): boolean {
    const range = this.#taken.subarray(start, end);
    if (range.includes(1)) return false;
    range.fill(1);
    return true;
  }
}
