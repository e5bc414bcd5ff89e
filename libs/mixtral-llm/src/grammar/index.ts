export { GrammarCompiler } from './compile/grammar-compiler.js';
export { type CompiledGrammar, type GrammarRequest, type RelaxedPart } from './compile/grammar-request.js';
export { type GrammarLimits } from './limits/grammar-limits.js';
export { type Grammar, type GrammarOptions, jsonGrammar, jsonSchemaToGrammar } from './build/json-schema-to-grammar.js';
export { isObject, type JsonSchema, withoutDialect } from './schema/json-schema.js';
export {
  toolCallGrammar,
  type ToolCallGrammarRequest,
  type ToolChoice,
  type ToolSchema,
} from './build/tool-call-grammar.js';
export { readSchema } from './relax/read-schema.js';
