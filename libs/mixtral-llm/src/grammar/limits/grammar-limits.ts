/**
 * Bounds for values where a schema sets none. Without them, only the request's `maxTokens` bounds an answer, by cutting it
 * off; a model that follows its instructions ends long before.
 */
export interface GrammarLimits {
  /** Largest number of code points of a string without `maxLength`. */
  readonly stringLength?: number;
  /** Largest number of items of an array without `maxItems`, and of free properties of an object. */
  readonly items?: number;
  /** Largest number of objects and arrays within each other. */
  readonly depth?: number;
}
