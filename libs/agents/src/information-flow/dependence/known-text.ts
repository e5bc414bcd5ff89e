import { listDates, listTimesAndEnds, toDateAndTime, withoutDates } from './dates.js';
import { foldForComparison } from './fold.js';
import { includesWords } from './includes-words.js';
import { listNumbers, toNumber } from './numbers.js';

/** The most characters of known text that are compared. A longer text is cut at its start: the latest words count. */
const maximumKnownCharacters = 200_000;

/** Texts of known origin, in which arguments are looked for. */
export class KnownText {
  readonly #text: string;
  #numbers: ReadonlySet<number> | undefined;
  #dates: ReadonlySet<string> | undefined;
  #times: ReadonlySet<string> | undefined;

  constructor(texts: readonly string[]) {
    // A line end that no argument has: no argument is found across two texts.
    const joined = texts.map((text) => text.slice(-maximumKnownCharacters)).join('\u0000');
    this.#text = joined.slice(-maximumKnownCharacters).split('\u0000').map(foldForComparison).join('\u0000');
  }

  includesText(text: string): boolean {
    if (text.includes('\u0000')) return false;
    const folded = foldForComparison(text);
    const number = toNumber(folded);
    if (number !== undefined) return this.includesNumber(number);
    if (includesWords(this.#text, folded)) return true;
    const moment = toDateAndTime(folded);
    return moment !== undefined && this.#includesMoment(moment);
  }

  includesNumber(number: number): boolean {
    this.#numbers ??= listNumbers(withoutDates(this.#text));
    return this.#numbers.has(number);
  }

  #includesMoment({ date, time }: { readonly date: string; readonly time?: string | undefined }): boolean {
    this.#dates ??= listDates(this.#text);
    if (!this.#dates.has(date) && !this.#dates.has(date.slice('2024-'.length))) return false;
    if (time === undefined) return true;
    this.#times ??= listTimesAndEnds(this.#text);
    return this.#times.has(time);
  }
}
