import { UnsupportedSchemaError } from '../../errors/index.js';
import { type Expression, optional, sequence, text } from '../gbnf/expression.js';
import { GrammarRules } from '../gbnf/grammar-rules.js';
import { type GrammarLimits } from '../limits/grammar-limits.js';
import { type JsonSchema } from '../schema/json-schema.js';
import { SchemaCompiler } from '../schema/schema-compiler.js';
import { SchemaDocument } from '../schema/schema-document.js';
import {
  GrammarTooLargeError,
  hasWorkBudget,
  maximumWork,
  withWorkBudget,
  WorkSpentError,
} from '../limits/work-budget.js';

/** Holds a grammar in the notation of llama.cpp, for `GenerationRequest.grammar`. */
export interface Grammar {
  readonly gbnf: string;
}

export interface GrammarOptions {
  /** Bounds where the schema sets none. Default: none. */
  readonly limits?: GrammarLimits;
  /**
   * Whether one space may precede the value, as the answers of SentencePiece models naturally begin. Use it together with
   * `GenerationRequest.stripLeadingSpace`, which removes the space. Default false.
   */
  readonly leadingSpace?: boolean;
}

/**
 * Compiles a JSON Schema to a grammar whose texts are all valid JSON values. They are compact, with at most one space after
 * `:` and `,`, and nothing follows them, so that generation ends with the value.
 *
 * Some valid values are left out: other orders of properties, properties that the schema does not mention, and numbers of
 * more than 15 digits (see docs/decisions/0002-grammars.md).
 *
 * @throws {UnsupportedSchemaError} with the location of a keyword that no grammar can enforce, or when no value is valid
 */
export function jsonSchemaToGrammar(schema: JsonSchema, options: GrammarOptions = {}): Grammar {
  const document = new SchemaDocument(schema);
  return buildGrammar(
    (rules) => new SchemaCompiler(document, rules, options.limits ?? {}).compile([document.root], 'value', 0),
    options,
  );
}

/** Builds a grammar whose texts are all JSON objects. */
export function jsonGrammar(options: GrammarOptions = {}): Grammar {
  return jsonSchemaToGrammar({ type: 'object' }, options);
}

/** Builds a grammar with the root and the rules that `build` makes. @throws {UnsupportedSchemaError} when no text matches */
export function buildGrammar(
  build: (rules: GrammarRules) => Expression,
  { leadingSpace = false }: GrammarOptions,
): Grammar {
  try {
    const rules = new GrammarRules();
    const gbnf = withWorkBudget(maximumWork, () => {
      const value = build(rules);
      return rules.render(leadingSpace ? sequence(optional(text(' ')), value) : value);
    });
    if (gbnf !== undefined) return { gbnf };
  } catch (error) {
    // The grammar compiler set a smaller budget. It catches this error and compiles again in a thread.
    const isOuterBudget = error instanceof WorkSpentError && hasWorkBudget();
    if (!(error instanceof GrammarTooLargeError) || isOuterBudget) throw error;
    throw new UnsupportedSchemaError('', 'more than a grammar can hold', 'use smaller counts, or fewer properties');
  }
  const advice = 'look for bounds that exclude each other, and for required properties that lead back to themselves';
  throw new UnsupportedSchemaError('', 'no value that satisfies it, or none that ends', advice);
}

/** Adds the origin of a schema to errors that name none. @throws {UnsupportedSchemaError} */
export function withOrigin<Result>(origin: string | undefined, step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    if (!UnsupportedSchemaError.isInstance(error) || error.origin !== undefined) throw error;
    throw new UnsupportedSchemaError(error.pointer, error.problem, error.advice, origin);
  }
}
