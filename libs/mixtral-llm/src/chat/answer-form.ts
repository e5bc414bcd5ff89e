import { type PromptOptions } from '@leeward/chat-template';
import { type AnswerSyntax } from '../convert/answer-parts.js';
import { type GrammarRequest } from '../grammar/index.js';
import { ensureGrammarLimits, ensureSchemaRetries } from '../options/ensure-options.js';
import { type AnswerFormOptions } from '../options/option-types.js';
import {
  formatInstructions,
  fromOpenAiResponseFormat,
  toFormatName,
  toFormatSchema,
} from '../options/response-format.js';
import { toToolChoice } from '../tools/to-tool-choice.js';
import { findStrictTools, toToolDefinitions } from '../tools/to-tool-definitions.js';
import { type ChatSettings } from './chat-settings.js';

/** One more attempt mends most answers, and no request takes more than twice its time. */
const defaultRetries = 1;

/** Describes how the tools and the response format of a call change its prompt, grammar and syntax. */
export interface AnswerForm {
  readonly prompt: PromptOptions;
  /** Text to add to the system message. */
  readonly instructions: string | undefined;
  /** Source of the grammar that the answer must follow; undefined where any text is allowed. */
  readonly grammar: GrammarRequest | undefined;
  readonly syntax: AnswerSyntax;
  /** How often to generate once more what does not satisfy its schema. */
  readonly retries: number;
  /** As `AnswerFormOptions.allowSchemaRetry`. */
  readonly allowRetry: (() => boolean) | undefined;
}

/**
 * Reads the tools and the response format of a call. One grammar covers the answer and the calls, so that JSON and
 * arguments always validate.
 *
 * @throws {UnsupportedToolError} for a tool or a choice that is not known
 * @throws {InvalidOptionError} for grammar limits that are beyond their bounds
 */
export function toAnswerForm(
  options: AnswerFormOptions,
  { template, grammarLimits }: Pick<ChatSettings, 'template' | 'grammarLimits'>,
): AnswerForm {
  const tools = toToolDefinitions(options.tools ?? []);
  const toolChoice = toToolChoice(options.tool_choice, tools);
  const canCall = tools.length > 0 && toolChoice !== 'none';
  const mustCall = canCall && toolChoice !== 'auto';
  const { responseFormat, response_format: openAiFormat } = options;
  const format = responseFormat ?? (openAiFormat ? fromOpenAiResponseFormat(openAiFormat) : { type: 'text' });
  // An answer that must call a tool has no text to which a format could apply.
  const schema = mustCall ? undefined : toFormatSchema(format);
  const limits = options.grammarLimits ?? grammarLimits ?? {};
  ensureGrammarLimits(limits);
  ensureSchemaRetries(options);
  const grammarOptions = { limits, leadingSpace: template.answerHasPrefixSpace };
  const answer = schema === undefined ? undefined : { schema, origin: toFormatName(format) };
  const strictness = {
    strictTools: findStrictTools(options.tools ?? []),
    isAnswerStrict: format.type === 'json_object' || (format.type === 'json_schema' && format.strict === true),
  };
  const value: GrammarRequest | undefined = answer && { kind: 'value', ...answer, ...grammarOptions, ...strictness };
  const calls: GrammarRequest | undefined = canCall
    ? {
        kind: 'calls',
        tools,
        choice: toolChoice,
        // A caller that forces a call reads one. LangChain's `toolStrategy`, for one, fails on a second.
        parallel: options.parallel_tool_calls ?? !mustCall,
        answer,
        syntax: template.toolCallSyntax,
        ...grammarOptions,
        ...strictness,
      }
    : undefined;
  return {
    prompt: {
      // A model may stop at once. It must be able to read what it has written.
      emptyAnswers: 'drop',
      continueFinalMessage: options.continueFinalMessage ?? true,
      // Forced or not, the system text is the same, so that its cached prefix can be used.
      ...(tools.length > 0 && { tools, toolChoice, parallelToolCalls: options.parallel_tool_calls ?? true }),
    },
    instructions: mustCall ? undefined : formatInstructions(format, canCall),
    grammar: calls ?? value,
    syntax: { calls: canCall ? template.toolCallSyntax : undefined, isJson: schema !== undefined },
    retries: options.schemaRetries ?? defaultRetries,
    allowRetry: options.allowSchemaRetry,
  };
}
