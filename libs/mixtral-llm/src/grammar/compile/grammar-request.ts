import { UnsupportedSchemaError } from '../../errors/index.js';
import { buildGrammar, type GrammarOptions, jsonSchemaToGrammar, withOrigin } from '../build/json-schema-to-grammar.js';
import {
  compileArguments,
  toCallsOrigin,
  toolCallGrammar,
  type ToolCallGrammarRequest,
  type ToolSchema,
} from '../build/tool-call-grammar.js';
import { maximumWork } from '../limits/work-budget.js';
import { relaxSchema, type RelaxedSchema } from '../relax/relax-schema.js';
import { type JsonSchema } from '../schema/json-schema.js';

/** Asks for the grammar of a value or of tool calls. It is plain JSON, so that a thread can receive it. */
export type GrammarRequest = ValueGrammarRequest | CallsGrammarRequest;

interface ValueGrammarRequest extends GrammarOptions, Strictness {
  readonly kind: 'value';
  readonly schema: JsonSchema;
  /** Name of the schema in errors. */
  readonly origin?: string | undefined;
}

interface CallsGrammarRequest extends ToolCallGrammarRequest, Strictness {
  readonly kind: 'calls';
}

/** Names the schemas that the grammar must enforce whole. The others are relaxed where it cannot. */
interface Strictness {
  /** Names of tools. Default: none. */
  readonly strictTools?: readonly string[] | undefined;
  /** Whether the schema of the answer is one of them. Default false. */
  readonly isAnswerStrict?: boolean | undefined;
}

/** Holds a grammar, and the places of its schemas that it does not enforce. */
export interface CompiledGrammar {
  readonly gbnf: string;
  /** Empty for most requests. */
  readonly relaxed: readonly RelaxedPart[];
}

/** Names a schema of a request that the grammar enforces in part only. */
export interface RelaxedPart {
  /** Name of the tool; undefined for the schema of the answer. */
  readonly tool?: string | undefined;
  /** Locations in the schema, JSON pointers: `''` for the whole. */
  readonly places: readonly string[];
}

/** Names the schemas of a request as a whole in errors. */
export function toOrigin(request: GrammarRequest): string | undefined {
  return request.kind === 'calls' ? toCallsOrigin(request) : request.origin;
}

/**
 * Compiles a request to a grammar. Schemas that need not be enforced whole are relaxed until they have one.
 *
 * @throws {UnsupportedSchemaError} with the origin of a strict schema that no grammar can enforce
 */
export function compileGrammar(request: GrammarRequest): CompiledGrammar {
  try {
    return { gbnf: compileExactly(request), relaxed: [] };
  } catch (error) {
    if (!UnsupportedSchemaError.isInstance(error) || isAllStrict(request)) throw error;
  }
  const relaxed = relaxRequest(request, relaxSchema);
  try {
    return { ...relaxed, gbnf: compileExactly(relaxed.request) };
  } catch (error) {
    if (!UnsupportedSchemaError.isInstance(error)) throw error;
    return compileWidest(request);
  }
}

/**
 * Compiles a request to a grammar that enforces of its schemas no more than the type, except for strict ones.
 *
 * @throws as `compileGrammar`
 */
export function compileWidest(request: GrammarRequest): CompiledGrammar {
  const relaxed = relaxRequest(request, (_, { widest }) => ({ schema: widest, places: [''] }));
  return { ...relaxed, gbnf: compileExactly(relaxed.request) };
}

/** Tells whether every schema of a request must be enforced whole. */
export function isAllStrict(request: GrammarRequest): boolean {
  const isAnswerStrict = request.isAnswerStrict ?? false;
  if (request.kind === 'value') return isAnswerStrict;
  const hasLooseAnswer = request.answer !== undefined && !isAnswerStrict;
  return !hasLooseAnswer && request.tools.every(({ name }) => request.strictTools?.includes(name));
}

function compileExactly(request: GrammarRequest): string {
  if (request.kind === 'calls') return toolCallGrammar(request).gbnf;
  return withOrigin(request.origin, () => jsonSchemaToGrammar(request.schema, request).gbnf);
}

/** Returns a request in which each schema that is not strict is the relaxed one. */
function relaxRequest(
  request: GrammarRequest,
  relax: typeof relaxSchema,
): { readonly request: GrammarRequest; readonly relaxed: readonly RelaxedPart[] } {
  const relaxed: RelaxedPart[] = [];
  const count = request.kind === 'calls' ? request.tools.length + 1 : 1;
  const work = Math.ceil(maximumWork / count);
  const relaxAnswer = (schema: JsonSchema): JsonSchema => {
    if (request.isAnswerStrict) return schema;
    const result = relax(schema, { build: (one) => jsonSchemaToGrammar(one, request), widest: {}, work });
    return add(relaxed, {}, result);
  };
  if (request.kind === 'value') return { request: { ...request, schema: relaxAnswer(request.schema) }, relaxed };
  const tools = request.tools.map((tool): ToolSchema => {
    if (tool.parameters === undefined || request.strictTools?.includes(tool.name)) return tool;
    const build = (parameters: JsonSchema): unknown =>
      buildGrammar((rules) => compileArguments(rules, { ...tool, parameters }, request), {});
    const result = relax(tool.parameters, { build, widest: { type: 'object' }, work });
    return { ...tool, parameters: add(relaxed, { tool: tool.name }, result) };
  });
  const answer = request.answer && { ...request.answer, schema: relaxAnswer(request.answer.schema) };
  return { request: { ...request, tools, answer }, relaxed };
}

function add(relaxed: RelaxedPart[], part: RelaxedPart | object, { schema, places }: RelaxedSchema): JsonSchema {
  if (places.length > 0) relaxed.push({ ...part, places });
  return schema;
}
