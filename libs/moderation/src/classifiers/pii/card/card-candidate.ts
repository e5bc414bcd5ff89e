import { type TextRange } from '../../../contract/moderation-input.js';
import { type DigitGroups } from '../digit-groups.js';
import { type PlainText } from '../plain-text.js';
import { fitsIssuer, passesLuhn } from './card-number.js';

const lineBreak = /[\n\r]/;

/** Signs that divide the groups of one card. Others, such as commas, tabs and slashes, divide numbers of their own. */
const cardGap = /^[ \-._\n\r]+$/;

/** Matches an expiry date, or a security code that ends the row, behind a card. */
const cardDetails =
  /^[\s,;|/-]{1,3}(?:(?:0?[1-9]|1[0-2]) ?[/.-] ?(?:20)?\d{2}(?!\d)|(?:0[1-9]|1[0-2])\d{2}[\s,;|/-]{1,3}\d{3}(?!\d)|\d{3}(?!\d|[\s,;|-]{1,3}\d))/;

/** The longest label that may stand before a card in its row, such as the number of a list item. */
const maximumLabelDigits = 3;

/** The fewest and the most digits of a card that no word introduces. */
const minimumCardDigits = 15;
const maximumCardDigits = 19;

/** Groups of digits that together have the length of a card, and the signs beside them. */
export class CardCandidate implements TextRange {
  readonly start: number;
  readonly end: number;
  readonly #text: string;
  readonly #groups: DigitGroups;
  readonly #first: number;
  readonly #last: number;

  constructor(plain: PlainText, first: number, last: number) {
    this.#text = plain.text;
    this.#groups = plain.groups;
    this.#first = first;
    this.#last = last;
    this.start = this.#groups.start(first);
    this.end = this.#groups.end(last);
  }

  /** Whether no sign divides the digits. */
  get isUngrouped(): boolean {
    return this.#first === this.#last;
  }

  get digits(): string {
    return this.#groups.digits(this.#first, this.#last);
  }

  /** Checks for the groups and signs of a printed card. Some groups may be run together. */
  hasPrintedForm(): boolean {
    return this.#hasPrintedGroups() && this.#hasOneSign() && this.#innerGaps().every((gap) => cardGap.test(gap));
  }

  /**
   * Checks whether the groups may be one number where a word says so: any groups with the signs of a card between them, or the
   * groups of a printed card with any sign.
   */
  isOneNumber(): boolean {
    const hasCardSigns = this.#innerGaps().every((gap) => cardGap.test(gap));
    return this.#hasOneSign() && (hasCardSigns || this.#hasPrintedGroups());
  }

  #hasPrintedGroups(): boolean {
    const lengths = this.#lengths(this.#first, this.#last);
    const isInFours = lengths.every((length) => length % 4 === 0);
    return lengths.length === 1 || isInFours || /^(?:4,4,4,4,3|4,6,[45])$/.test(lengths.join());
  }

  /** Checks whether the same sign divides all groups, apart from line breaks. A date and a time have several signs. */
  #hasOneSign(): boolean {
    const gaps = this.#innerGaps();
    // One point or comma is that of a decimal number.
    if (gaps.length === 1 && /^[.,]$/.test(gaps[0] ?? '')) return false;
    const signs = gaps.filter((gap) => !lineBreak.test(gap)).map((gap) => gap.trim());
    const cut = gaps.filter((gap) => lineBreak.test(gap)).map((gap) => gap.trim());
    return new Set([...signs, ...cut.filter(Boolean)]).size <= 1;
  }

  /** Checks whether digits beside a decimal point belong to the number. */
  isDecimal(): boolean {
    const before = this.#text.charAt(this.start - 1);
    if (this.#innerGaps().includes('.')) {
      return this.#groups.gapBefore(this.#first) === '.' || this.#groups.gapBefore(this.#last + 1) === '.';
    }
    return (
      (before === '.' && !/\p{L}/u.test(this.#text.charAt(this.start - 2))) ||
      (before === ',' && /(?<!\d)0,$/.test(this.#text.slice(Math.max(0, this.start - 3), this.start))) ||
      this.#groups.gapBefore(this.#last + 1) === '.'
    );
  }

  /** Checks whether other numbers of a row or table stand beside it. Its own date and code do not count. */
  isInRow(): boolean {
    return (
      this.#continues(this.#first, this.#first - 1, 'left') || this.#continues(this.#last + 1, this.#last + 1, 'right')
    );
  }

  /** @param gapIndex The group before which the gap is. */
  #continues(gapIndex: number, neighbour: number, side: 'left' | 'right'): boolean {
    const gap = this.#groups.gapBefore(gapIndex);
    if (gap === undefined) return false;
    if (lineBreak.test(gap) && !this.#innerGaps().some((one) => lineBreak.test(one))) return this.#isTable(side);
    if (!this.#isInnerSign(gap) || this.#isCardBeside(neighbour, side)) return false;
    if (side === 'right') return !cardDetails.test(this.#text.slice(this.end, this.end + 24));
    const isLabel =
      this.#groups.length(neighbour) <= maximumLabelDigits && this.#groups.gapBefore(neighbour) === undefined;
    return !isLabel;
  }

  /**
   * Checks whether the numbers beside it are a card too. One of the two must have no groups: in a row of numbers of four digits, chance
   * makes many pairs of cards.
   */
  #isCardBeside(neighbour: number, side: 'left' | 'right'): boolean {
    if (!this.isUngrouped && this.#groups.length(neighbour) < minimumCardDigits) return false;
    const step = side === 'left' ? -1 : 1;
    let count = 0;
    for (let index = neighbour; index >= 0 && index < this.#groups.count; index += step) {
      count += this.#groups.length(index);
      if (count > maximumCardDigits) return false;
      const digits = side === 'left' ? this.#groups.digits(index, neighbour) : this.#groups.digits(neighbour, index);
      if (count >= minimumCardDigits && passesLuhn(digits) && fitsIssuer(digits)) return true;
    }
    return false;
  }

  /** Checks whether the line above or below has groups of the same lengths that are no card: then all of them are cells. */
  #isTable(side: 'left' | 'right'): boolean {
    const count = this.#last - this.#first + 1;
    const first = side === 'left' ? this.#first - count : this.#last + 1;
    if (first < 0 || first + count > this.#groups.count) return false;
    const isSameShape =
      this.#lengths(first, first + count - 1).join() === this.#lengths(this.#first, this.#last).join();
    const further = this.#groups.gapBefore(side === 'left' ? first : first + count);
    const isLonger = count > 1 && further !== undefined && !lineBreak.test(further) && this.#isInnerSign(further);
    return isSameShape && (isLonger || !passesLuhn(this.#groups.digits(first, first + count - 1)));
  }

  /** Checks whether a gap has the sign that divides the groups; any gap where there is one group. */
  #isInnerSign(gap: string): boolean {
    const inner = this.#innerGaps();
    return inner.length === 0 || inner.some((one) => one.trim() === gap.trim());
  }

  #innerGaps(): readonly string[] {
    const gaps: string[] = [];
    for (let index = this.#first + 1; index <= this.#last; index += 1) gaps.push(this.#groups.gapBefore(index) ?? '');
    return gaps;
  }

  #lengths(first: number, last: number): readonly number[] {
    return Array.from({ length: last - first + 1 }, (_, index) => this.#groups.length(first + index));
  }
}
