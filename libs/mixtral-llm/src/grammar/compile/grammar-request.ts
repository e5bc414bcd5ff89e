import { UnsupportedSchemaError } from '../../errors.js';
import { type GrammarOptions, jsonSchemaToGrammar } from '../json-schema-to-grammar.js';
import { type JsonSchema } from '../schema/json-schema.js';
import { toolCallGrammar, type ToolCallGrammarRequest } from '../tool-call-grammar.js';

/** What a grammar is to be made of, for a value or for calls of tools: JSON through and through. */
export type GrammarRequest = (
  | ({ readonly kind: 'value'; readonly schema: JsonSchema } & GrammarOptions)
  | ({ readonly kind: 'calls' } & ToolCallGrammarRequest)
) & {
  /** Where a schema that is no tool's comes from, for errors. */
  readonly origin?: string | undefined;
};

/** The grammar's GBNF text. @throws {UnsupportedSchemaError} with the origin of the schema */
export function compileGrammar(request: GrammarRequest): string {
  try {
    return (request.kind === 'value' ? jsonSchemaToGrammar(request.schema, request) : toolCallGrammar(request)).gbnf;
  } catch (error) {
    if (!UnsupportedSchemaError.isInstance(error) || error.origin !== undefined) throw error;
    throw new UnsupportedSchemaError(error.pointer, error.what, error.advice, request.origin);
  }
}
