import { type ChatContent } from '../../completions/chat/moderation/moderate-chat-content.js';
import { type AnswerIdentity } from '../../completions/moderated-answer.js';
import { type ResponsesRequest } from '../request/responses.schema.js';
import { selectTools } from '../request/to-chat-request.js';
import { type ResponseFrame } from './present-response.js';

/** The fields of a frame that are not in the body, or were moderated. */
export interface FrameFields {
  readonly identity: AnswerIdentity;
  readonly content: ChatContent;
  readonly hasInstructions: boolean;
  readonly metadata: Readonly<Record<string, string>>;
  readonly truncation: string;
  readonly isStored: boolean;
}

/** Presents the fields of a response that repeat those of its request. Texts are repeated as they were moderated. */
export function toResponseFrame(
  body: ResponsesRequest,
  { identity, content, hasInstructions, metadata, truncation, isStored }: FrameFields,
): ResponseFrame {
  const [first] = content.messages;
  const selected = selectTools(body);
  return {
    id: identity.id,
    object: 'response',
    created_at: identity.created,
    model: identity.model,
    background: body.background ?? false,
    conversation: body.conversation ? { id: body.conversation } : null,
    instructions: hasInstructions && first?.role === 'system' ? first.content : null,
    max_output_tokens: body.max_output_tokens ?? null,
    metadata,
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: body.previous_response_id ?? null,
    reasoning: { effort: null, summary: null },
    service_tier: 'default',
    store: isStored,
    temperature: body.temperature ?? null,
    text: { format: presentFormat(body, content) },
    tool_choice: presentToolChoice(body, content),
    tools: (content.tools ?? []).map(({ function: { name, description, parameters } }, index) => ({
      type: 'function',
      name,
      description: description ?? null,
      parameters: parameters ?? null,
      strict: selected[index]?.tool.strict ?? null,
    })),
    top_logprobs: body.top_logprobs ?? 0,
    top_p: body.top_p ?? null,
    truncation,
    user: null,
  };
}

function presentFormat({ text }: ResponsesRequest, { response_format: format }: ChatContent): object {
  if (!format) return { type: 'text' };
  if (format.type !== 'json_schema') return format;
  const { name, description, schema } = format.json_schema;
  const strict = text?.format?.type === 'json_schema' ? text.format.strict : undefined;
  return { type: format.type, name, description: description ?? null, schema, strict: strict ?? null };
}

/** Presents the choice of a tool, by its moderated name. */
function presentToolChoice({ tools, tool_choice: choice }: ResponsesRequest, content: ChatContent): unknown {
  if (typeof choice !== 'object' || choice === null) return choice ?? 'auto';
  const names = (content.tools ?? []).map((tool) => tool.function.name);
  if (choice.type === 'function') {
    const index = tools?.findIndex(({ name }) => name === choice.name) ?? -1;
    return { type: 'function', name: names[index] ?? null };
  }
  // Only the allowed tools were given to the model.
  return { type: choice.type, mode: choice.mode, tools: names.map((name) => ({ type: 'function', name })) };
}
