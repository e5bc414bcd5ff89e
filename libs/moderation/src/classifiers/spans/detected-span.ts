import { type TextRange } from '../../contract/moderation-input.js';

/** A passage that a detector found. The classifier adds the category. */
export interface DetectedSpan extends TextRange {
  /** Upper-case word for the kind of passage, which names its placeholder: `EMAIL`, `GITHUB_TOKEN`, … */
  readonly label: string;
  /** How sure the detector is, 0 … 1. */
  readonly score: number;
}

/** Finds one kind of passage in a text, in linear time. */
export type Detector = (text: string) => readonly DetectedSpan[];
