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
  mostWork,
  withWorkBudget,
  WorkSpentError,
} from '../limits/work-budget.js';

/** A grammar in the notation of llama.cpp, for `GenerationRequest.grammar`. */
export interface Grammar {
  readonly gbnf: string;
}

export interface GrammarOptions {
  /** Bounds on what the schema leaves open. Default: none. */
  readonly limits?: GrammarLimits;
  /**
   * Allows one space before the value, with which the answers of SentencePiece models naturally begin. To be used together
   * with `GenerationRequest.stripLeadingSpace`, which removes it. Default false.
   */
  readonly leadingSpace?: boolean;
}

/**
 * A grammar whose every text is a JSON value that the schema allows: compact, with at most one space after `:` and `,`,
 * and nothing after it, so that generation ends with the value. Texts that the schema would allow may be missing from it:
 * other orders of properties, other white space, properties that the schema does not mention, numbers of more than 15
 * digits (see the page about grammars in docs/decisions).
 *
 * @throws {UnsupportedSchemaError} that names the place in the schema, when something cannot be held to or no value is allowed
 */
export function jsonSchemaToGrammar(schema: JsonSchema, options: GrammarOptions = {}): Grammar {
  const document = new SchemaDocument(schema);
  return grammarOf(
    (rules) => new SchemaCompiler(document, rules, options.limits ?? {}).compile([document.root], 'value', 0),
    options,
  );
}

/** A grammar whose every text is a JSON object. */
export function jsonGrammar(options: GrammarOptions = {}): Grammar {
  return jsonSchemaToGrammar({ type: 'object' }, options);
}

/** A grammar of the rules that `build` adds, and whose root it gives. @throws {UnsupportedSchemaError} when nothing matches */
export function grammarOf(
  build: (rules: GrammarRules) => Expression,
  { leadingSpace = false }: GrammarOptions,
): Grammar {
  try {
    const rules = new GrammarRules();
    const gbnf = withWorkBudget(mostWork, () => {
      const value = build(rules);
      return rules.render(leadingSpace ? sequence(optional(text(' ')), value) : value);
    });
    if (gbnf !== undefined) return { gbnf };
  } catch (error) {
    // Whoever has set a smaller bound goes on in another way.
    const isForOthers = error instanceof WorkSpentError && hasWorkBudget();
    if (!(error instanceof GrammarTooLargeError) || isForOthers) throw error;
    throw new UnsupportedSchemaError('', 'more than a grammar can hold', 'use smaller counts, or fewer properties');
  }
  const advice = 'look for bounds that exclude each other, and for required properties that lead back to themselves';
  throw new UnsupportedSchemaError('', 'no value that satisfies it, or none that ends', advice);
}
