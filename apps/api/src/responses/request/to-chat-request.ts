import { type ChatCompletionsRequest } from '../../completions/chat/schema/chat-completions.schema.js';
import { countArgumentValues, maximumMessages } from '../../completions/chat/schema/chat-message.schema.js';
import { findBegunAnswer } from '../../completions/chat/schema/begun-answer.js';
import { OpenAiError } from '../../errors/openai-error.js';
import { requestBounds } from '../../http/body/json-bounds.js';
import { type ConvertedMessage, type PlacedItem, toChatMessages } from '../items/to-chat-messages.js';
import { ResponsePaths } from './response-paths.js';
import { type ResponsesRequest } from './responses.schema.js';
import { type ResponseTool, type TextFormat } from './tool.schema.js';

/** A request in the form of chat completions, and the parts of which it was made. */
export interface ConvertedRequest {
  readonly request: ChatCompletionsRequest;
  /** All messages: the instructions, the history, and the input of this turn. */
  readonly messages: readonly ConvertedMessage[];
  /** Whether the first message has the instructions. */
  readonly hasInstructions: boolean;
  /** The index of the first message that is of this turn. */
  readonly firstNew: number;
  readonly paths: ResponsePaths;
}

/**
 * Converts a request.
 *
 * @param history the items of the turns before
 * @param input the items of this turn, with the items that it names in place of their references
 * @throws OpenAiError 400 for a conversation that is beyond a bound, or a format of an answer that has begun
 */
export function toChatRequest(
  body: ResponsesRequest,
  history: readonly PlacedItem[],
  input: readonly PlacedItem[],
): ConvertedRequest {
  const system = fromInstructions(body.instructions);
  const before = [...system, ...toChatMessages(history)];
  const messages = [...before, ...toChatMessages(input)];
  const tools = selectTools(body);
  const request = {
    model: body.model,
    messages: messages.map(({ message }) => message),
    repair: body.repair ?? true,
    stream: body.stream,
    temperature: body.temperature,
    top_p: body.top_p,
    max_tokens: body.max_output_tokens,
    logprobs: wantsLogprobs(body),
    top_logprobs: body.top_logprobs,
    parallel_tool_calls: body.parallel_tool_calls,
    tools: tools.length > 0 ? tools.map(({ tool }) => toChatTool(tool)) : undefined,
    tool_choice: tools.length > 0 ? toToolChoice(body.tool_choice) : undefined,
    response_format: toResponseFormat(body.text?.format),
    truncation: body.truncation,
    moderation: body.moderation,
  };
  assertWithinBounds(request);
  return {
    request,
    messages,
    hasInstructions: system.length > 0,
    firstNew: before.length,
    paths: new ResponsePaths(
      messages.map(({ source }) => source),
      tools.map(({ index }) => index),
    ),
  };
}

/** Checks whether log-probabilities are asked for. */
export function wantsLogprobs({ include, top_logprobs: top }: ResponsesRequest): boolean {
  return Boolean(include?.includes('message.output_text.logprobs')) || Boolean(top);
}

function fromInstructions(instructions: string | null | undefined): ConvertedMessage[] {
  if (!instructions) return [];
  return [
    {
      message: { role: 'system', content: instructions },
      source: { message: 'instructions', text: 'instructions' },
      content: [],
    },
  ];
}

/** Selects the tools that may be called, with their indexes in the body. The model gets only these. */
export function selectTools({ tools, tool_choice: choice }: ResponsesRequest): readonly SelectedTool[] {
  const all = (tools ?? []).map((tool, index) => ({ tool, index }));
  if (typeof choice !== 'object' || choice === null || choice.type !== 'allowed_tools') return all;
  const allowed = new Set(choice.tools.map(({ name }) => name));
  return all.filter(({ tool }) => allowed.has(tool.name));
}

/** A tool that may be called. */
interface SelectedTool {
  readonly tool: ResponseTool;
  readonly index: number;
}

function toChatTool({ name, description, parameters, strict }: ResponseTool) {
  return { type: 'function' as const, function: { name, description, parameters, strict } };
}

function toToolChoice(choice: ResponsesRequest['tool_choice']): ChatCompletionsRequest['tool_choice'] {
  if (typeof choice !== 'object' || choice === null) return choice;
  return choice.type === 'allowed_tools' ? choice.mode : { type: 'function', function: { name: choice.name } };
}

function toResponseFormat(format: TextFormat | null | undefined): ChatCompletionsRequest['response_format'] {
  if (!format) return undefined;
  if (format.type !== 'json_schema') return format;
  const { type, ...schema } = format;
  return { type, json_schema: schema };
}

/** @throws OpenAiError 400 */
function assertWithinBounds({ messages, response_format: format }: ChatCompletionsRequest): void {
  const refuse = (param: string, message: string): never => {
    throw new OpenAiError('invalid_value', { param, message });
  };
  if (messages.length > maximumMessages) {
    refuse('input', `The conversation has more than ${maximumMessages} messages. Begin a new one.`);
  }
  if (messages.length === 0) refuse('input', 'The conversation has no message. Send some input.');
  if (countArgumentValues(messages) > requestBounds.values) {
    const message = `The conversation has more than ${requestBounds.values} values in the arguments of all calls together. Begin a new one.`;
    refuse('input', message);
  }
  if (format && format.type !== 'text' && findBegunAnswer(messages) !== undefined) {
    const message =
      'The field "text.format" is about a whole answer, and the last message begins one; end with a message of the user.';
    refuse('text.format', message);
  }
}
