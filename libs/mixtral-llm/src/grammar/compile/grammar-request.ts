import { type GrammarOptions, jsonSchemaToGrammar, withOrigin } from '../build/json-schema-to-grammar.js';
import { type JsonSchema } from '../schema/json-schema.js';
import { toCallsOrigin, toolCallGrammar, type ToolCallGrammarRequest } from '../build/tool-call-grammar.js';

/** Asks for the grammar of a value or of tool calls. It is plain JSON, so that a thread can receive it. */
export type GrammarRequest = ValueGrammarRequest | ({ readonly kind: 'calls' } & ToolCallGrammarRequest);

interface ValueGrammarRequest extends GrammarOptions {
  readonly kind: 'value';
  readonly schema: JsonSchema;
  /** Name of the schema in errors. */
  readonly origin?: string | undefined;
}

/** Names the schemas of a request as a whole in errors. */
export function toOrigin(request: GrammarRequest): string | undefined {
  return request.kind === 'calls' ? toCallsOrigin(request) : request.origin;
}

/** Compiles a request to GBNF text. @throws {UnsupportedSchemaError} with the origin of the schema */
export function compileGrammar(request: GrammarRequest): string {
  if (request.kind === 'calls') return toolCallGrammar(request).gbnf;
  return withOrigin(request.origin, () => jsonSchemaToGrammar(request.schema, request).gbnf);
}
