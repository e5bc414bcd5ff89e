import { type ChatMixtralCallOptions } from '@leeward/mixtral-llm';
import { samplingOptions, stopStrings } from '../sampling-options.js';
import { type ChatContent } from './moderate-chat-content.js';
import { type ChatCompletionsRequest } from './chat-completions.schema.js';
import { type RequestResponseFormat, type RequestTool } from './tool.schema.js';

type CallOptions = Partial<ChatMixtralCallOptions>;

/** A request as options of one call of the model. @param approved what of it the model may read */
export function toCallOptions(request: ChatCompletionsRequest, approved: ChatContent): CallOptions {
  return {
    ...samplingOptions(request),
    maxTokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
    stop: stopStrings(request),
    logprobs: request.logprobs ?? false,
    topLogprobs: request.top_logprobs ?? undefined,
    ...formOptions(request, approved),
  };
}

/** Those that decide on the form of the answer. */
export function formOptions(request: ChatCompletionsRequest, approved: ChatContent): CallOptions {
  return {
    tools: approved.tools?.map(toTool),
    tool_choice: approved.tools?.length ? (request.tool_choice ?? undefined) : undefined,
    parallel_tool_calls: request.parallel_tool_calls ?? undefined,
    response_format: approved.response_format ? toResponseFormat(approved.response_format) : undefined,
  };
}

function toTool({ type, function: { name, description, parameters } }: RequestTool) {
  return { type, function: { name, ...(description && { description }), ...(parameters && { parameters }) } };
}

function toResponseFormat(format: RequestResponseFormat): CallOptions['response_format'] {
  if (format.type !== 'json_schema') return { type: format.type };
  const { name, schema } = format.json_schema;
  return { type: 'json_schema', json_schema: { name, ...(schema && { schema }) } };
}
