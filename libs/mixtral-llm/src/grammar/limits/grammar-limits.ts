/**
 * Bounds on what a schema leaves open. Without them an answer is bounded by the request's `maxTokens` only, and is cut
 * off there; a model that follows its instructions ends long before.
 */
export interface GrammarLimits {
  /** Code points of a string without `maxLength`. */
  readonly stringLength?: number;
  /** Items of an array without `maxItems`, and free properties of an object. */
  readonly items?: number;
  /** Levels of objects and arrays. */
  readonly depth?: number;
}
