import { type JsonObject } from './json.js';

/** A value of the long-term memory, as LangGraph's store has it. */
export interface StoreItemRecord {
  readonly owner: string;
  readonly namespace: readonly string[];
  readonly key: string;
  readonly value: JsonObject;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Conditions that a found item meets. */
export interface StoreItemFilter {
  readonly owner: string;
  readonly namespacePrefix: readonly string[];
  /** Fields that its value has: a value, or LangGraph's operators `$eq`, `$ne`, `$gt`, `$gte`, `$lt`, `$lte`. */
  readonly filter?: JsonObject | undefined;
  /** Words that the value contains. */
  readonly query?: string | undefined;
}
