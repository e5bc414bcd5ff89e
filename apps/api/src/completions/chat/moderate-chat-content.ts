import { type InputModeration } from '../../moderation/moderate-input.js';
import { type ChatCompletionsRequest } from './chat-completions.schema.js';
import { type ChatRequestMessage } from './chat-message.schema.js';
import { type RequestResponseFormat, type RequestTool } from './tool.schema.js';

/** What of a request a model reads. */
export type ChatContent = Pick<ChatCompletionsRequest, 'messages' | 'tools' | 'response_format'>;

/**
 * What a model may read of a request. Every part comes from the caller, whatever its role says, so every part is judged: each
 * message, the calls that it makes, the definitions of tools, the schema of an answer.
 *
 * @throws as `InputApproval`
 */
export async function moderateChatContent(content: ChatContent, approval: InputModeration): Promise<ChatContent> {
  const [messages, tools, response_format] = await Promise.all([
    Promise.all(content.messages.map((message, index) => approveMessage(message, `messages[${index}]`, approval))),
    Promise.all((content.tools ?? []).map((tool, index) => approveTool(tool, `tools[${index}].function`, approval))),
    approveResponseFormat(content.response_format ?? undefined, approval),
  ]);
  return { messages, tools, response_format };
}

async function approveMessage(
  message: ChatRequestMessage,
  path: string,
  approval: InputModeration,
): Promise<ChatRequestMessage> {
  const contentPath = `${path}.content`;
  switch (message.role) {
    case 'tool':
      return {
        ...message,
        content: await approval.text(message.content, { stage: 'tool-result', role: 'tool', path: contentPath }),
      };
    case 'assistant': {
      const [content, calls] = await Promise.all([
        // Calls come without text.
        message.content === ''
          ? ''
          : approval.text(message.content, { stage: 'input', role: 'assistant', path: contentPath }),
        Promise.all(
          message.tool_calls.map((call, index) => approveCall(call, `${path}.tool_calls[${index}].function`, approval)),
        ),
      ]);
      return { ...message, content, tool_calls: calls };
    }
    default: {
      const role = message.role === 'user' ? 'user' : 'system';
      return { ...message, content: await approval.text(message.content, { stage: 'input', role, path: contentPath }) };
    }
  }
}

type RequestToolCall = Extract<ChatRequestMessage, { role: 'assistant' }>['tool_calls'][number];

async function approveCall(call: RequestToolCall, path: string, approval: InputModeration): Promise<RequestToolCall> {
  const { name, arguments: values } = call.function;
  // As one value, so that a tool's name counts beside what it is given.
  const [approvedName, approvedValues] = await approval.value([name, values] as const, {
    stage: 'input',
    role: 'assistant',
    path,
  });
  return { ...call, function: { name: wholeName(name, approvedName), arguments: approvedValues } };
}

async function approveTool(tool: RequestTool, path: string, approval: InputModeration): Promise<RequestTool> {
  const { name, description, parameters } = tool.function;
  const place = { stage: 'input', role: 'system', path } as const;
  const [approvedName, approvedDescription, approvedParameters] = await approval.value(
    [name, description, parameters] as const,
    place,
  );
  return {
    ...tool,
    function: { name: wholeName(name, approvedName), description: approvedDescription, parameters: approvedParameters },
  };
}

async function approveResponseFormat(
  format: RequestResponseFormat | undefined,
  approval: InputModeration,
): Promise<RequestResponseFormat | undefined> {
  if (format?.type !== 'json_schema') return format;
  const { name, description, schema } = format.json_schema;
  const place = { stage: 'input', role: 'system', path: 'response_format.json_schema' } as const;
  const [approvedName, approvedDescription, approvedSchema] = await approval.value(
    [name, description, schema] as const,
    place,
  );
  return {
    type: 'json_schema',
    json_schema: { name: wholeName(name, approvedName), description: approvedDescription, schema: approvedSchema },
  };
}

/** A name with redactions would be the name of nothing: another, the same one that the gate gives to calls. */
function wholeName(name: string, approved: string): string {
  return name === approved ? name : 'withheld';
}
