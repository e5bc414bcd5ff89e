import { type PromptOptions, type PromptTemplate } from '@leeward/chat-template';
import { type AnswerReading } from '../convert/answer-parts.js';
import { ensureGrammarLimits } from '../options/ensure-options.js';
import { type GrammarRequest } from '../grammar/index.js';
import { type AnswerFormOptions } from '../options/options.js';
import {
  formatInstructions,
  fromOpenAiResponseFormat,
  toFormatName,
  type ResponseFormat,
  toFormatSchema,
} from '../options/response-format.js';
import { toToolChoice } from '../tools/to-tool-choice.js';
import { toToolDefinitions } from '../tools/to-tool-definitions.js';

/** What one call's tools and response format mean for its prompt, for the generation, and for how the answer is read. */
export interface AnswerForm {
  readonly prompt: PromptOptions;
  /** Text for the system's message. */
  readonly instructions?: string | undefined;
  /** What the answer's grammar is made of; absent where any text will do. */
  readonly grammar?: GrammarRequest | undefined;
  readonly reading: AnswerReading;
}

/**
 * One grammar decides between answering and calling, so that arguments and JSON always validate.
 *
 * @throws {UnsupportedToolError} for a tool or a choice that is not known
 * @throws {InvalidOptionError} for limits that cannot be held to
 */
export function toAnswerForm(options: AnswerFormOptions, template: PromptTemplate): AnswerForm {
  const tools = toToolDefinitions(options.tools ?? []);
  const toolChoice = toToolChoice(options.tool_choice, tools);
  const canCall = tools.length > 0 && toolChoice !== 'none';
  const mustCall = canCall && toolChoice !== 'auto';
  const format = formatOf(options);
  // Calls that must be made leave no room for another answer.
  const schema = mustCall ? undefined : toFormatSchema(format);
  const parallelToolCalls = options.parallel_tool_calls ?? true;
  const limits = options.grammarLimits ?? {};
  ensureGrammarLimits(limits);
  const grammarOptions = { limits, leadingSpace: template.answerHasPrefixSpace };
  const answer = schema === undefined ? undefined : { schema, origin: toFormatName(format) };
  const value: GrammarRequest | undefined = answer && { kind: 'value', ...answer, ...grammarOptions };
  const calls: GrammarRequest | undefined = canCall
    ? {
        kind: 'calls',
        tools,
        choice: toolChoice,
        parallel: parallelToolCalls,
        answer,
        syntax: template.toolCallSyntax,
        ...grammarOptions,
      }
    : undefined;
  return {
    prompt: tools.length > 0 ? { tools, toolChoice, parallelToolCalls } : {},
    instructions: mustCall ? undefined : formatInstructions(format, canCall),
    grammar: calls ?? value,
    reading: { calls: canCall ? template.toolCallSyntax : undefined, isJson: schema !== undefined },
  };
}

function formatOf({ responseFormat, response_format: openAi }: AnswerFormOptions): ResponseFormat {
  return responseFormat ?? (openAi ? fromOpenAiResponseFormat(openAi) : { type: 'text' });
}
