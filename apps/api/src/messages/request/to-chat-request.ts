import { type ChatCompletionsRequest } from '../../completions/chat/schema/chat-completions.schema.js';
import { type ChatRequestMessage } from '../../completions/chat/schema/chat-message.schema.js';
import { type Message, type TextContent } from './content-block.schema.js';
import { type CountTokensRequest, type MessagesRequest } from './messages.schema.js';
import { type MessageSource } from './source-paths.js';

/** Marks the result of a call that failed: no template has a place for it. */
const failureMark = 'The tool failed:\n';

/** A request in the form of chat completions, and the source of each of its messages in the body. */
export interface ConvertedRequest {
  readonly request: ChatCompletionsRequest;
  readonly sources: readonly MessageSource[];
}

/** A message of a chat, and its source. */
interface ConvertedMessage {
  readonly message: ChatRequestMessage;
  readonly source: MessageSource;
}

/** Converts a request for an answer. */
export function toChatRequest(body: MessagesRequest): ConvertedRequest {
  const { request, sources } = toChatPrompt(body);
  const sampling = {
    max_tokens: body.max_tokens,
    stop: body.stop_sequences?.length ? body.stop_sequences : undefined,
    stream: body.stream,
    temperature: body.temperature,
    top_p: body.top_p,
    top_k: body.top_k,
  };
  return { request: { ...request, ...sampling }, sources };
}

/** Converts the fields that the model reads. */
export function toChatPrompt(body: CountTokensRequest): ConvertedRequest {
  const converted = [...fromSystem(body.system), ...body.messages.flatMap(fromMessage)];
  return {
    request: {
      model: body.model,
      messages: converted.map(({ message }) => message),
      repair: body.repair ?? true,
      ...toToolFields(body),
      ...toResponseFormat(body),
    },
    sources: converted.map(({ source }) => source),
  };
}

function fromSystem(system: TextContent | null | undefined): ConvertedMessage[] {
  const text = toText(system);
  return text === ''
    ? []
    : [{ message: { role: 'system', content: text }, source: { message: 'system', text: 'system' } }];
}

function fromMessage(message: Message, index: number): ConvertedMessage[] {
  const path = `messages[${index}]`;
  switch (message.role) {
    case 'system':
      return [{ message: { role: 'system', content: toText(message.content) }, source: toSource(path) }];
    case 'user':
      return fromUserMessage(message, path);
    case 'assistant':
      return [fromAssistantMessage(message, path)];
  }
}

/** Converts a message of the user: results first, because they must follow their calls; then its text. */
function fromUserMessage({ content }: Message & { readonly role: 'user' }, path: string): ConvertedMessage[] {
  if (typeof content === 'string') return [{ message: { role: 'user', content }, source: toSource(path) }];
  const results = content.flatMap((block, index): ConvertedMessage[] => {
    if (block.type !== 'tool_result') return [];
    const text = toText(block.content);
    const message = {
      role: 'tool' as const,
      content: block.is_error ? failureMark + text : text,
      tool_call_id: block.tool_use_id,
    };
    return [{ message, source: toSource(`${path}.content[${index}]`) }];
  });
  const texts = content.flatMap((block) => (block.type === 'text' ? block : []));
  if (texts.length === 0) return results;
  return [...results, { message: { role: 'user', content: toText(texts) }, source: toSource(path) }];
}

function fromAssistantMessage({ content }: Message & { readonly role: 'assistant' }, path: string): ConvertedMessage {
  if (typeof content === 'string') {
    return { message: { role: 'assistant', content, tool_calls: [] }, source: toSource(path) };
  }
  const calls = content.flatMap((block, index) => (block.type === 'tool_use' ? { block, index } : []));
  return {
    message: {
      role: 'assistant',
      content: toText(content.flatMap((block) => (block.type === 'text' ? block : []))),
      tool_calls: calls.map(({ block: { id, name, input } }) => ({
        id,
        type: 'function',
        function: { name, arguments: input },
      })),
    },
    source: { ...toSource(path), calls: calls.map(({ index }) => `${path}.content[${index}]`) },
  };
}

function toSource(path: string): MessageSource {
  return { message: path, text: `${path}.content` };
}

/** Joins blocks of text, in the way in which templates join neighbours of one role. */
function toText(content: TextContent | null | undefined): string {
  if (typeof content === 'string') return content;
  const texts = content?.map(({ text }) => text) ?? [];
  return texts.filter((text) => text !== '').join('\n\n');
}

function toToolFields({
  tools,
  tool_choice: choice,
}: CountTokensRequest): Pick<ChatCompletionsRequest, 'tools' | 'tool_choice' | 'parallel_tool_calls'> {
  const isParallelDisabled = choice && choice.type !== 'none' ? choice.disable_parallel_tool_use : undefined;
  return {
    tools: tools?.map(({ name, description, input_schema: parameters, strict }) => ({
      type: 'function',
      function: { name, description, parameters, strict },
    })),
    tool_choice: choice ? toToolChoice(choice) : undefined,
    parallel_tool_calls: typeof isParallelDisabled === 'boolean' ? !isParallelDisabled : undefined,
  };
}

function toToolChoice(choice: NonNullable<CountTokensRequest['tool_choice']>): ChatCompletionsRequest['tool_choice'] {
  switch (choice.type) {
    case 'any':
      return 'required';
    case 'tool':
      return { type: 'function', function: { name: choice.name } };
    default:
      return choice.type;
  }
}

function toResponseFormat({
  output_config: output,
}: CountTokensRequest): Pick<ChatCompletionsRequest, 'response_format'> {
  if (!output?.format) return {};
  return { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: output.format.schema } } };
}
