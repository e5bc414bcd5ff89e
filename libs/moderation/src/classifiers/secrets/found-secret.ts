import { type TextRange } from '../../contract/moderation-input.js';

/** A passage that is, or holds, a secret. */
export interface FoundSecret extends TextRange {
  /** Upper-case word for the kind, the name of its placeholder. */
  readonly label: string;
  /** 0 … 1. */
  readonly score: number;
}
