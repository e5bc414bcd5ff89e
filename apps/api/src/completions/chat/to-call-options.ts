import { type ChatMixtralCallOptions } from '@leeward/mixtral-llm';
import { toSamplingOptions, toStopStrings } from '../sampling-options.js';
import { type ChatContent } from './moderation/moderate-chat-content.js';
import { type ChatCompletionsRequest } from './schema/chat-completions.schema.js';
import { type RequestResponseFormat, type RequestTool } from './schema/tool.schema.js';

type CallOptions = Partial<ChatMixtralCallOptions>;

/** Converts a request to options of one call of the model. @param content the moderated parts that the model may read */
export function toCallOptions(request: ChatCompletionsRequest, content: ChatContent): CallOptions {
  return {
    ...toSamplingOptions(request),
    maxTokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
    stop: toStopStrings(request),
    logprobs: request.logprobs ?? false,
    topLogprobs: request.top_logprobs ?? undefined,
    ...toFormOptions(request, content),
  };
}

/** Converts the fields that decide on the form of the answer: tools and response format. */
export function toFormOptions(request: ChatCompletionsRequest, content: ChatContent): CallOptions {
  return {
    tools: content.tools?.map(toTool),
    tool_choice: content.tools?.length ? toToolChoice(request, content.tools) : undefined,
    parallel_tool_calls: request.parallel_tool_calls ?? undefined,
    response_format: content.response_format ? toResponseFormat(content.response_format) : undefined,
  };
}

function toTool({ type, function: { name, description, parameters, strict } }: RequestTool) {
  return {
    type,
    function: {
      name,
      ...(description && { description }),
      ...(parameters && { parameters }),
      ...(strict === true && { strict }),
    },
  };
}

function toResponseFormat(format: RequestResponseFormat): CallOptions['response_format'] {
  if (format.type !== 'json_schema') return { type: format.type };
  const { name, schema, strict } = format.json_schema;
  return { type: 'json_schema', json_schema: { name, ...(schema && { schema }), ...(strict === true && { strict }) } };
}

/** Converts the choice of a tool. The model knows the tool by its moderated name. */
function toToolChoice(
  { tools, tool_choice: choice }: ChatCompletionsRequest,
  moderated: readonly RequestTool[],
): CallOptions['tool_choice'] {
  if (typeof choice !== 'object' || choice === null) return choice ?? undefined;
  const index = tools?.findIndex((tool) => tool.function.name === choice.function.name) ?? -1;
  return { ...choice, function: { name: moderated[index]?.function.name ?? choice.function.name } };
}
