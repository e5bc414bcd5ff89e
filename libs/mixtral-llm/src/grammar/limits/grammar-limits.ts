/**
 * Bounds values where a schema sets no bound. Without these limits, an answer may grow until `maxTokens` cuts it off.
 * Most models end long before.
 */
export interface GrammarLimits {
  /** Largest number of code points of a string without `maxLength`. */
  readonly stringLength?: number;
  /** Largest number of items of an array without `maxItems`, and of free properties of an object. */
  readonly items?: number;
  /** Largest number of objects and arrays within each other. */
  readonly depth?: number;
}
