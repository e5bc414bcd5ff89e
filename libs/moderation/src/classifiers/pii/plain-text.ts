import { type TextRange } from '../../contract/moderation-input.js';
import { findFirstIndex } from '../../text/find-first-index.js';
import { scriptsBesideNumbers } from '../../text/scripts.js';
import { type TextView } from '../../text/text-view.js';
import { TextTokens, type TokenKind } from '../../text/tokens/index.js';
import { type DetectedSpan } from '../spans/detected-span.js';
import { DigitGroups } from './digit-groups.js';

/** Finds one kind of personal data, in linear time. The spans are ranges of the plain text. */
export type PersonalDataDetector = (plain: PlainText) => readonly DetectedSpan[];

/** The farthest distance between a word and the number that it introduces ("SSN:", "call me at"). */
const maximumDistance = 48;

const besideNumbers = new RegExp(`[${scriptsBesideNumbers}]`, 'u');

const letterOrNumber = /[\p{L}\p{N}]/u;

/** Checks whether a character makes a value beside it part of something longer. */
export function joins(character: string): boolean {
  return letterOrNumber.test(character) && !besideNumbers.test(character);
}

/** A text in plain characters, with the facts about it that several detectors ask for, each computed once. */
export class PlainText {
  readonly view: TextView;
  readonly text: string;
  readonly #ends = new Map<RegExp, readonly number[]>();
  #tokens: TextTokens | undefined;
  #groups: DigitGroups | undefined;

  /** @param tokens The tokens of the view's text, if they are known. */
  constructor(view: TextView, tokens?: TextTokens) {
    this.view = view;
    this.text = view.text;
    this.#tokens = tokens;
  }

  /** The groups of digits of the text, in ascending order. */
  get groups(): DigitGroups {
    return (this.#groups ??= new DigitGroups(this.text));
  }

  /** Checks whether a range shares a character with a machine-written token of one of some kinds. */
  isToken(range: TextRange, kinds: ReadonlySet<TokenKind>): boolean {
    this.#tokens ??= new TextTokens(this.text);
    const kind = this.#tokens.findOpaque(range)?.kind;
    return kind !== undefined && kinds.has(kind);
  }

  /**
   * Measures the distance to the nearest word before an offset that a pattern matches; undefined when none is near.
   * @param words Global; one object for all texts.
   */
  findDistance(start: number, words: RegExp): number | undefined {
    const ends = this.#findEnds(words);
    const end = ends[findFirstIndex(ends, (wordEnd) => wordEnd > start) - 1];
    return end === undefined || start - end > maximumDistance ? undefined : start - end;
  }

  /** Checks whether a word introduces a value, and no word for another kind of number is nearer. */
  isIntroduced(start: number, words: RegExp, others?: RegExp): boolean {
    const distance = this.findDistance(start, words);
    if (distance === undefined) return false;
    const other = others === undefined ? undefined : this.findDistance(start, others);
    return other === undefined || distance <= other;
  }

  /** Checks whether no letter or digit beside a range makes it part of something longer. */
  standsAlone({ start, end }: TextRange): boolean {
    return !joins(this.text.charAt(start - 1)) && !joins(this.text.charAt(end));
  }

  /** Finds the ends of all matches, once for each pattern: searching before every number would read a text many times. */
  #findEnds(words: RegExp): readonly number[] {
    let ends = this.#ends.get(words);
    if (ends === undefined) {
      ends = [...this.text.matchAll(words)].map(({ 0: word, index }) => index + word.length);
      this.#ends.set(words, ends);
    }
    return ends;
  }
}
