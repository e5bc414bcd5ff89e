import { type Expression } from '../gbnf/expression.js';
import { type GrammarRules } from '../gbnf/grammar-rules.js';
import { type GrammarLimits } from '../limits/grammar-limits.js';
import { type LocatedSchema } from './json-schema.js';
import { type SchemaDocument } from './schema-document.js';

/** Holds the state that the parts of the compiler share while they compile one schema. */
export interface SchemaContext {
  readonly document: SchemaDocument;
  readonly rules: GrammarRules;
  readonly limits: GrammarLimits;
  /**
   * Compiles the values that satisfy all the schemas.
   *
   * @param name name of the rule
   * @param depth number of objects and arrays around it
   */
  readonly compile: (schemas: readonly LocatedSchema[], name: string, depth: number) => Expression;
}
