import { taggedToolCalls, type ToolCallSyntax } from '@leeward/chat-template';
import { UnsupportedSchemaError } from '../../errors/index.js';
import { anyCodePoint, toCodePoints, union, without } from '../gbnf/code-points.js';
import { choice, type Expression, nothing, oneOf, repeated, sequence, text } from '../gbnf/expression.js';
import { type GrammarRules } from '../gbnf/grammar-rules.js';
import { type Grammar, grammarOf, type GrammarOptions } from './json-schema-to-grammar.js';
import { isObject, type JsonSchema } from '../schema/json-schema.js';
import { SchemaCompiler } from '../schema/schema-compiler.js';
import { SchemaDocument } from '../schema/schema-document.js';
import { withOrigin } from '../schema/with-origin.js';
import { toJsonText } from '../text/json-text.js';

/** A tool that a model may call. */
export interface ToolSchema {
  readonly name: string;
  /** JSON Schema of its arguments, an object. Absent: it takes none. */
  readonly parameters?: JsonSchema | undefined;
}

/** Whether a model may answer in text, must call a tool, or must call this one. */
export type ToolChoice = 'auto' | 'required' | { readonly name: string };

export interface ToolCallGrammarRequest extends GrammarOptions {
  readonly tools: readonly ToolSchema[];
  /** Default `auto`. */
  readonly choice?: ToolChoice;
  /** Whether an answer may hold more than one call. Default true. */
  readonly parallel?: boolean;
  /** How the model writes calls. Default: between tags. */
  readonly syntax?: ToolCallSyntax | undefined;
  /**
   * With `auto`: JSON Schema of an answer without calls, in place of any text, and where it comes from, for errors. Calls then
   * stand alone. Default: any text.
   */
  readonly answer?: { readonly schema: JsonSchema; readonly origin?: string | undefined } | undefined;
}

/** Calls in one answer. */
const mostCalls = 32;

/**
 * A grammar for answers that may call tools in the tagged form,
 *
 *     <tool_call>
 *     {"name": "…", "arguments": {…}}
 *     </tool_call>
 *
 * or in that of Mistral's later models, `[TOOL_CALLS] [{"name": "…", "arguments": {…}}, …]`.
 *
 * With `auto`, an answer is any text, any text and then calls, or calls alone; the text can be shown while it comes, since what
 * opens a call stands nowhere else. (The later models have text or calls, not both.) Otherwise it is calls alone. After a
 * call comes another one or the end.
 *
 * @throws {UnsupportedSchemaError} of a tool's schema, with the tool as its origin
 * @throws {RangeError} when no tool is given, or none of the chosen name
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
  if (offered.length === 0)
    throw new RangeError(
      typeof chosen === 'string' ? 'no tool is given' : `there is no tool "${chosen.name}" to choose`,
    );
  const leadingSpace = options.leadingSpace === true ? [text(' '), nothing] : [nothing];
  const build = (rules: GrammarRules): Expression => {
    const calls = callsAfterOpening(rules, offered, { parallel, syntax, options });
    const callsAlone = sequence(openingOf(syntax), calls);
    // A control token begins an answer without a space.
    const spacedCalls = syntax.kind === 'tagged' ? sequence(choice(leadingSpace), callsAlone) : callsAlone;
    if (chosen !== 'auto') return spacedCalls;
    if (answer !== undefined)
      return choice([
        sequence(
          choice(leadingSpace),
          withOrigin(answer.origin, () => answerValue(rules, answer.schema, options)),
        ),
        spacedCalls,
      ]);
    // Free text may begin with a space in any case.
    if (syntax.kind === 'tagged') return textThen(rules, syntax.open, calls);
    return choice([textThen(rules, syntax.marker), callsAlone]);
  };
  return withOrigin(originOfCalls({ answer }), () => grammarOf(build, {}));
}

/** What errors call the schemas of a request as a whole. */
export function originOfCalls({ answer }: Pick<ToolCallGrammarRequest, 'answer'>): string {
  return answer?.origin === undefined ? 'the tools' : `the tools and ${answer.origin}`;
}

function answerValue(rules: GrammarRules, schema: JsonSchema, { limits = {} }: GrammarOptions): Expression {
  const document = new SchemaDocument(schema);
  return new SchemaCompiler(document, rules, limits).compile([document.root], 'value', 0);
}

function openingOf(syntax: ToolCallSyntax): string {
  return syntax.kind === 'tagged' ? syntax.open : syntax.marker;
}

interface CallsForm {
  readonly parallel: boolean;
  readonly syntax: ToolCallSyntax;
  readonly options: GrammarOptions;
}

/** What follows the first opening. */
function callsAfterOpening(
  rules: GrammarRules,
  tools: readonly ToolSchema[],
  { parallel, syntax, options }: CallsForm,
): Expression {
  const values = tools.map((tool) => argumentsOf(rules, tool, options));
  ensureEndable(rules, tools, values);
  const bodies = choice(
    tools.map(({ name }, index) =>
      sequence(`{"name": ${toJsonText(name)}, "arguments": `, values[index] as Expression, '}'),
    ),
  );
  const most = parallel ? mostCalls - 1 : 0;
  if (syntax.kind === 'control') {
    const call = rules.define('call', bodies);
    // A text of its own begins with the prefix space of SentencePiece.
    return sequence(' [', call, repeated(sequence(', ', call), 0, most), ']');
  }
  const rest = rules.define('call', sequence('\n', bodies, `\n${syntax.close}`));
  return sequence(rest, repeated(sequence(`\n${syntax.open}`, rest), 0, most));
}

function argumentsOf(
  rules: GrammarRules,
  { name, parameters = {} }: ToolSchema,
  { limits = {} }: GrammarOptions,
): Expression {
  const isEmpty = isObject(parameters) && Object.keys(parameters).length === 0;
  if (isEmpty) return text('{}');
  return withOrigin(originOf(name), () => {
    if (isObject(parameters) && parameters['type'] !== undefined && parameters['type'] !== 'object') {
      throw new UnsupportedSchemaError('/type', 'a type that is not "object"', 'arguments are an object');
    }
    const document = new SchemaDocument(
      isObject(parameters) ? { type: 'object', ...parameters } : parameters && { type: 'object' },
    );
    return new SchemaCompiler(document, rules, limits).compile([document.root], name, 0);
  });
}

/** Of all tools at once: each look goes through the rules of all. @throws {UnsupportedSchemaError} for the first that cannot be called */
function ensureEndable(rules: GrammarRules, tools: readonly ToolSchema[], values: readonly Expression[]): void {
  const isEndable = rules.endable();
  const tool = tools.find((_, index) => !isEndable(values[index] as Expression));
  if (tool)
    throw new UnsupportedSchemaError(
      '',
      'no object that satisfies it, or none that ends',
      'look for bounds that exclude each other',
      originOf(tool.name),
    );
}

function originOf(tool: string): string {
  return `tool "${tool}"`;
}

/**
 * Any text in which what opens a call does not stand, and after it the opening and the calls, or the end. A rule for each
 * beginning of the opening that has just been read.
 *
 * @param calls absent: the opening may not come at all
 */
function textThen(rules: GrammarRules, open: string, calls?: Expression): Expression {
  const names = [...open].map(() => rules.reserve('text'));
  for (const [read, rule] of names.entries()) {
    const isLast = read === open.length - 1;
    // Only its first character begins it, so whatever goes wrong within it, another first character or nothing has been read.
    const next = open.charAt(read);
    const onwards = !isLast
      ? [sequence(text(next), names[read + 1] as Expression)]
      : calls
        ? [sequence(text(next), calls)]
        : [];
    const again = read === 0 ? [] : [sequence(text(open.charAt(0)), names[1] as Expression)];
    const other = sequence(
      oneOf(without(anyCodePoint, union(toCodePoints(next), toCodePoints(open.charAt(0))))),
      names[0] as Expression,
    );
    rules.set(rule, choice([...onwards, ...again, other, nothing]));
  }
  return names[0] as Expression;
}
