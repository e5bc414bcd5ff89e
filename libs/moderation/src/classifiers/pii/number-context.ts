import { type TextRange } from '../../contract/moderation-input.js';

/** One passage of personal data. */
export interface PersonalData extends TextRange {
  /** Upper-case word for the kind, the name of its placeholder: `EMAIL`, `PHONE`, … */
  readonly label: string;
  /** How sure the detector is, 0 … 1: a check digit or a word beside it makes it surer. */
  readonly score: number;
}

/** Finds one kind of personal data. Runs in linear time; looks no further than `detectorContext` to either side. */
export type Detector = (text: string) => readonly PersonalData[];

/** How many characters before a number are searched for the word that says what it is ("SSN:", "call me at"). */
export const detectorContext = 48;

/** Whether a pattern is found in the text just before an offset. */
export function isIntroduced(text: string, start: number, introduction: RegExp): boolean {
  return introduction.test(text.slice(Math.max(0, start - detectorContext), start));
}

/** Whether the characters around a range are no letters or digits that would make it part of something longer. */
export function standsAlone(text: string, start: number, end: number): boolean {
  return !/[\p{L}\p{N}]/u.test(text.charAt(start - 1)) && !/[\p{L}\p{N}]/u.test(text.charAt(end));
}
