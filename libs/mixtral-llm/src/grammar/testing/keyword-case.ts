import { type JsonSchema } from '../schema/json-schema.js';

/** Lists samples that the grammar of a schema generates or refuses: JSON values, or `{ text }` for texts. */
export interface KeywordCase {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly generated: readonly unknown[];
  readonly refused: readonly unknown[];
}
