import { findNameClash } from '@leeward/moderation';

import { OpenAiError } from '../../../errors/openai-error.js';
import { type InputLocation, type InputModeration } from '../../../moderation/moderate-input.js';
import {
  type MessageLocation,
  moderateChatConversation,
  settleParts,
  toStageAndRole,
} from './moderate-chat-conversation.js';
import { type ChatCompletionsRequest } from '../schema/chat-completions.schema.js';
import { type ChatRequestMessage } from '../schema/chat-message.schema.js';
import { type RequestResponseFormat, type RequestTool } from '../schema/tool.schema.js';

/** The parts of a request that a model reads. */
export type ChatContent = Pick<ChatCompletionsRequest, 'messages' | 'tools' | 'response_format'>;

/**
 * Moderates every part of a request that a model reads: each message, its calls, the definitions of tools, the schema
 * of an answer.
 *
 * The role of a part makes no difference: every part comes from the caller. The policy's `history` decides about stopped messages
 * before the newest user message.
 *
 * @throws {OpenAiError} 400 or 503, as `InputModeration.text`; 400 for two tools that have the same name after moderation
 */
export async function moderateChatContent(content: ChatContent, moderation: InputModeration): Promise<ChatContent> {
  const [messages, tools, response_format] = await Promise.all([
    moderateChatConversation(content.messages, moderation, moderateMessage),
    Promise.all((content.tools ?? []).map((tool, index) => moderateTool(tool, `tools[${index}].function`, moderation))),
    moderateResponseFormat(content.response_format ?? undefined, moderation),
  ]);
  assertDifferentNames(content.tools ?? [], tools);
  return { messages, tools, response_format };
}

async function moderateMessage(
  message: ChatRequestMessage,
  location: MessageLocation,
  moderation: InputModeration,
): Promise<ChatRequestMessage> {
  const [moderated, name] = await settleParts([
    moderateContentAndCalls(message, location, moderation),
    moderateName(message, location, moderation),
  ]);
  return name === undefined ? moderated : { ...moderated, name };
}

/** Moderates the name of an author. One that is redacted is still a name, and no sign of a placeholder is in it. */
async function moderateName(
  { role, name }: ChatRequestMessage,
  { path, ...turn }: MessageLocation,
  moderation: InputModeration,
): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const moderated = await moderation.text(name, { ...toStageAndRole({ role }), path: `${path}.name`, ...turn });
  return moderation.toName(name, moderated);
}

async function moderateContentAndCalls(
  message: ChatRequestMessage,
  { path, ...turn }: MessageLocation,
  moderation: InputModeration,
): Promise<ChatRequestMessage> {
  const moderateContent = (location: Pick<InputLocation, 'stage' | 'role'>) =>
    moderation.text(message.content, { ...location, path: `${path}.content`, ...turn });
  switch (message.role) {
    case 'tool':
      return { ...message, content: await moderateContent({ stage: 'tool-result', role: 'tool' }) };
    case 'assistant': {
      const [content, calls] = await settleParts([
        // A message that only makes calls has no text.
        message.content === '' ? '' : moderateContent({ stage: 'input', role: 'assistant' }),
        settleParts(
          message.tool_calls.map((call, index) =>
            moderateCall(call, { path: `${path}.tool_calls[${index}].function`, ...turn }, moderation),
          ),
        ),
      ]);
      return { ...message, content, tool_calls: calls };
    }
    default: {
      const role = message.role === 'user' ? 'user' : 'system';
      return { ...message, content: await moderateContent({ stage: 'input', role }) };
    }
  }
}

type RequestToolCall = Extract<ChatRequestMessage, { role: 'assistant' }>['tool_calls'][number];

async function moderateCall(
  call: RequestToolCall,
  location: MessageLocation,
  moderation: InputModeration,
): Promise<RequestToolCall> {
  const { name, arguments: values } = call.function;
  // As one value, so that a tool's name counts beside its arguments.
  const [moderatedName, moderatedValues] = await moderation.value([name, values] as const, {
    ...location,
    stage: 'input',
    role: 'assistant',
  });
  return { ...call, function: { name: moderation.toName(name, moderatedName), arguments: moderatedValues } };
}

async function moderateTool(tool: RequestTool, path: string, moderation: InputModeration): Promise<RequestTool> {
  const { name, description, parameters } = tool.function;
  const [moderatedName, moderatedDescription, moderatedParameters] = await moderation.value(
    [name, description, parameters] as const,
    { stage: 'input', role: 'system', path },
  );
  return {
    ...tool,
    function: {
      strict: tool.function.strict,
      name: moderation.toName(name, moderatedName),
      description: moderatedDescription,
      parameters: moderatedParameters,
    },
  };
}

async function moderateResponseFormat(
  format: RequestResponseFormat | undefined,
  moderation: InputModeration,
): Promise<RequestResponseFormat | undefined> {
  if (format?.type !== 'json_schema') return format;
  const { name, description, schema, strict } = format.json_schema;
  const [moderatedName, moderatedDescription, moderatedSchema] = await moderation.value(
    [name, description, schema] as const,
    { stage: 'input', role: 'system', path: 'response_format.json_schema' },
  );
  return {
    type: 'json_schema',
    json_schema: {
      name: moderation.toName(name, moderatedName),
      description: moderatedDescription,
      schema: moderatedSchema,
      strict,
    },
  };
}

/** @throws {OpenAiError} 400 for two tools whose names were redacted and are the same now: nobody could tell them apart. */
function assertDifferentNames(given: readonly RequestTool[], moderated: readonly RequestTool[]): void {
  const toNames = (tools: readonly RequestTool[]): readonly string[] => tools.map((tool) => tool.function.name);
  const clash = findNameClash(toNames(given), toNames(moderated));
  if (clash === undefined) return;
  throw new OpenAiError('invalid_value', {
    param: `tools[${clash.index}].function.name`,
    message: `The policy redacts the name of tools[${clash.index}], which is then the same as that of tools[${clash.earlierIndex}]: rename the tool.`,
  });
}
