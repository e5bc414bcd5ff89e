export { GrammarCompiler } from './compile/grammar-compiler.js';
export { type GrammarRequest } from './compile/grammar-request.js';
export { type GrammarLimits } from './grammar-limits.js';
export { type Grammar, type GrammarOptions, jsonGrammar, jsonSchemaToGrammar } from './json-schema-to-grammar.js';
export { type JsonSchema } from './schema/json-schema.js';
export { toolCallGrammar, type ToolCallGrammarRequest, type ToolChoice, type ToolSchema } from './tool-call-grammar.js';
