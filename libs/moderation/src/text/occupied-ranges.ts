import { type TextRange } from '../contract/moderation-input.js';

/**
 * Records which characters of a text spans occupy: of two overlapping spans the one added first is kept.
 *
 * A range takes time in proportion to its length, so a text with many findings is not slower per character.
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
