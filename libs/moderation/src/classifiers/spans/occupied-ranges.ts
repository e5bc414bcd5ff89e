import { type TextRange } from '../../contract/moderation-input.js';

/**
 * Records the characters of a text that spans occupy: of two spans that overlap, the first to ask gets them.
 *
 * A range costs as much as it is long, so a text full of findings is no slower per character than any other.
 */
export class OccupiedRanges {
  readonly #occupied: Uint8Array;

  constructor(textLength: number) {
    this.#occupied = new Uint8Array(textLength);
  }

  /**
   * Occupies a range if all of it is free.
   * @returns whether it was free.
   */
  occupy({ start, end }: TextRange): boolean {
    const range = this.#occupied.subarray(start, end);
    if (range.includes(1)) return false;
    range.fill(1);
    return true;
  }
}
