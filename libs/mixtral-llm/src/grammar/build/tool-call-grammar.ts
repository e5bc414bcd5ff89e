import { taggedToolCalls, type ToolCallSyntax } from '@leeward/chat-template';
import { UnsupportedSchemaError } from '../../errors/index.js';
import { anyCodePoint, toCodePoints, union, difference } from '../gbnf/code-points.js';
import { choice, type Expression, nothing, oneOf, repeated, sequence, text } from '../gbnf/expression.js';
import { type GrammarRules } from '../gbnf/grammar-rules.js';
import { buildGrammar, type Grammar, type GrammarOptions, withOrigin } from './json-schema-to-grammar.js';
import { isObject, type JsonSchema } from '../schema/json-schema.js';
import { SchemaCompiler } from '../schema/schema-compiler.js';
import { SchemaDocument } from '../schema/schema-document.js';
import { toJsonText } from '../text/json-text.js';

/** Describes a tool that a model may call. */
export interface ToolSchema {
  readonly name: string;
  /** JSON Schema of its arguments, which are an object. Default: no arguments. */
  readonly parameters?: JsonSchema | undefined;
}

/** Tells whether a model may call tools (`auto`), must call one (`required`), or must call the named one. */
export type ToolChoice = 'auto' | 'required' | { readonly name: string };

export interface ToolCallGrammarRequest extends GrammarOptions {
  readonly tools: readonly ToolSchema[];
  /** Default `auto`. */
  readonly choice?: ToolChoice;
  /** Whether an answer may have more than one call. Default true. */
  readonly parallel?: boolean;
  /** Syntax in which the model writes calls. Default: between tags. */
  readonly syntax?: ToolCallSyntax | undefined;
  /**
   * JSON Schema of an answer without calls, with `auto` only, and the origin to name in errors. Text and calls then exclude
   * each other. Default: any text.
   */
  readonly answer?: { readonly schema: JsonSchema; readonly origin?: string | undefined } | undefined;
}

/** Limit of calls in one answer. */
const maximumCalls = 32;

/**
 * Builds a grammar for answers that may call tools in the tagged form,
 *
 *     <tool_call>
 *     {"name": "…", "arguments": {…}}
 *     </tool_call>
 *
 * or in that of Mistral's later models, `[TOOL_CALLS] [{"name": "…", "arguments": {…}}, …]`.
 *
 * With `auto`, an answer is text, text and then calls, or calls alone; in the later models' form, text or calls. The text
 * never contains the opening of a call, so that it can be shown while it is generated. With any other choice, an answer is
 * calls alone. After a call comes another one or the end.
 *
 * @throws {UnsupportedSchemaError} for a schema that no grammar can enforce, with its tool as the origin
 * @throws {RangeError} when there is no tool, or none of the chosen name
 */
export function toolCallGrammar({
  tools,
  choice: chosen = 'auto',
  parallel = true,
  syntax = taggedToolCalls,
  answer,
  ...options
}: ToolCallGrammarRequest): Grammar {
  const offered = typeof chosen === 'string' ? tools : tools.filter(({ name }) => name === chosen.name);
  if (offered.length === 0) {
    throw new RangeError(
      typeof chosen === 'string' ? 'no tool is given' : `there is no tool "${chosen.name}" to choose`,
    );
  }
  const leadingSpace = options.leadingSpace === true ? [text(' '), nothing] : [nothing];
  const build = (rules: GrammarRules): Expression => {
    const calls = callsAfterOpening(rules, offered, { parallel, syntax, options });
    const callsAlone = sequence(toOpening(syntax), calls);
    // A control token begins an answer without a space.
    const spacedCalls = syntax.kind === 'tagged' ? sequence(choice(leadingSpace), callsAlone) : callsAlone;
    if (chosen !== 'auto') return spacedCalls;
    if (answer !== undefined) {
      return choice([
        sequence(
          choice(leadingSpace),
          withOrigin(answer.origin, () => compileAnswer(rules, answer.schema, options)),
        ),
        spacedCalls,
      ]);
    }
    // Free text may begin with a space anyway.
    if (syntax.kind === 'tagged') return textThen(rules, syntax.open, calls);
    return choice([textThen(rules, syntax.marker), callsAlone]);
  };
  return withOrigin(toCallsOrigin({ answer }), () => buildGrammar(build, {}));
}

/** Names the schemas of a request as a whole in errors. */
export function toCallsOrigin({ answer }: Pick<ToolCallGrammarRequest, 'answer'>): string {
  return answer?.origin === undefined ? 'the tools' : `the tools and ${answer.origin}`;
}

function compileAnswer(rules: GrammarRules, schema: JsonSchema, { limits = {} }: GrammarOptions): Expression {
  const document = new SchemaDocument(schema);
  return new SchemaCompiler(document, rules, limits).compile([document.root], 'value', 0);
}

function toOpening(syntax: ToolCallSyntax): string {
  return syntax.kind === 'tagged' ? syntax.open : syntax.marker;
}

interface CallsForm {
  readonly parallel: boolean;
  readonly syntax: ToolCallSyntax;
  readonly options: GrammarOptions;
}

/** Compiles the calls after the opening of the first one. */
function callsAfterOpening(
  rules: GrammarRules,
  tools: readonly ToolSchema[],
  { parallel, syntax, options }: CallsForm,
): Expression {
  const values = tools.map((tool) => compileArguments(rules, tool, options));
  ensureCallable(rules, tools, values);
  const bodies = choice(
    tools.map(({ name }, index) =>
      sequence(`{"name": ${toJsonText(name)}, "arguments": `, values[index] as Expression, '}'),
    ),
  );
  const most = parallel ? maximumCalls - 1 : 0;
  if (syntax.kind === 'control') {
    const call = rules.define('call', bodies);
    // SentencePiece begins the text after a control token with a prefix space.
    return sequence(' [', call, repeated(sequence(', ', call), 0, most), ']');
  }
  const rest = rules.define('call', sequence('\n', bodies, `\n${syntax.close}`));
  return sequence(rest, repeated(sequence(`\n${syntax.open}`, rest), 0, most));
}

/** Compiles the arguments of one tool. @throws {UnsupportedSchemaError} with the tool as its origin */
export function compileArguments(
  rules: GrammarRules,
  { name, parameters = {} }: ToolSchema,
  { limits = {} }: GrammarOptions,
): Expression {
  const isEmpty = isObject(parameters) && Object.keys(parameters).length === 0;
  if (isEmpty) return text('{}');
  return withOrigin(toToolOrigin(name), () => {
    if (isObject(parameters) && parameters['type'] !== undefined && parameters['type'] !== 'object') {
      throw new UnsupportedSchemaError('/type', 'a type that is not "object"', 'arguments are an object');
    }
    const document = new SchemaDocument(
      isObject(parameters) ? { type: 'object', ...parameters } : parameters && { type: 'object' },
    );
    return new SchemaCompiler(document, rules, limits).compile([document.root], name, 0);
  });
}

/**
 * Ensures that each tool can be called. Tests all tools together, because each test visits every rule.
 *
 * @throws {UnsupportedSchemaError} for a tool that cannot be called
 */
function ensureCallable(rules: GrammarRules, tools: readonly ToolSchema[], values: readonly Expression[]): void {
  const isProductive = rules.findProductive();
  const tool = tools.find((_, index) => !isProductive(values[index] as Expression));
  if (tool) {
    throw new UnsupportedSchemaError(
      '',
      'no object that satisfies it, or none that ends',
      'look for bounds that exclude each other',
      toToolOrigin(tool.name),
    );
  }
}

function toToolOrigin(tool: string): string {
  return `tool "${tool}"`;
}

/**
 * Matches text without the opening of a call, then either the opening and the calls, or the end. It has one rule for
 * each prefix of the opening that may just have been read.
 *
 * @param calls calls after the opening; undefined if the opening is not allowed
 */
function textThen(rules: GrammarRules, open: string, calls?: Expression): Expression {
  const names = [...open].map(() => rules.reserve('text'));
  for (const [read, rule] of names.entries()) {
    const isLast = read === open.length - 1;
    // The first character occurs only once in the opening. So after a mismatch, at most this character may have been
    // read.
    const next = open.charAt(read);
    const onwards = !isLast
      ? [sequence(text(next), names[read + 1] as Expression)]
      : calls
        ? [sequence(text(next), calls)]
        : [];
    const again = read === 0 ? [] : [sequence(text(open.charAt(0)), names[1] as Expression)];
    const other = sequence(
      oneOf(difference(anyCodePoint, union(toCodePoints(next), toCodePoints(open.charAt(0))))),
      names[0] as Expression,
    );
    rules.set(rule, choice([...onwards, ...again, other, nothing]));
  }
  return names[0] as Expression;
}
