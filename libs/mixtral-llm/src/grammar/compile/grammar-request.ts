import { type GrammarOptions, jsonSchemaToGrammar } from '../build/json-schema-to-grammar.js';
import { type JsonSchema } from '../schema/json-schema.js';
import { withOrigin } from '../schema/with-origin.js';
import { originOfCalls, toolCallGrammar, type ToolCallGrammarRequest } from '../build/tool-call-grammar.js';

/** What a grammar is to be made of, for a value or for calls of tools: JSON through and through. */
export type GrammarRequest = ValueGrammarRequest | ({ readonly kind: 'calls' } & ToolCallGrammarRequest);

interface ValueGrammarRequest extends GrammarOptions {
  readonly kind: 'value';
  readonly schema: JsonSchema;
  /** Where the schema comes from, for errors. */
  readonly origin?: string | undefined;
}

/** What errors call the schemas of a request as a whole. */
export function originOf(request: GrammarRequest): string | undefined {
  return request.kind === 'calls' ? originOfCalls(request) : request.origin;
}

/** The grammar's GBNF text. @throws {UnsupportedSchemaError} with the origin of the schema */
export function compileGrammar(request: GrammarRequest): string {
  if (request.kind === 'calls') return toolCallGrammar(request).gbnf;
  return withOrigin(request.origin, () => jsonSchemaToGrammar(request.schema, request).gbnf);
}
