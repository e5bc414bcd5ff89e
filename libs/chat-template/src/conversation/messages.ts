/** Names the author of a message. `tool` carries the result of a call that an earlier assistant message made. */
export type ChatRole = 'system' | 'user' | 'assistant' | 'tool';

/** Describes one tool call of an assistant message. */
export interface ToolCall {
  /** Names the call; the `tool` message with its result has the same `toolCallId`. */
  readonly id: string;
  readonly name: string;
  /** JSON text, exactly as the model wrote it. */
  readonly arguments: string;
}

/** Describes a tool that the model may call. */
export interface ToolDefinition {
  readonly name: string;
  readonly description?: string | undefined;
  /** JSON Schema of the arguments object. Default: `{}`. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Describes one message of a conversation, as text. The fields have the meaning of OpenAI's chat completions
 * (https://platform.openai.com/docs/api-reference/chat/create).
 */
export interface ChatMessage {
  readonly role: ChatRole;
  readonly content: string;
  /** Names the author. Only templates with `writesNames` put it into the prompt, and only of messages with a role of their own. */
  readonly name?: string | undefined;
  /** Tool calls that this message makes; only on `assistant`. */
  readonly toolCalls?: readonly ToolCall[] | undefined;
  /** The call that this message answers; only on `tool`. */
  readonly toolCallId?: string | undefined;
}

/** Says whether a message is an answer with neither text nor tool calls. */
export function isEmptyAnswer({ role, content, toolCalls }: ChatMessage): boolean {
  return role === 'assistant' && content === '' && !toolCalls?.length;
}

/** Names the origin of a range of a prompt. Only `template` ranges may hold control tokens. */
export type SpanSource = 'template' | 'system' | 'user' | 'assistant' | 'tool';

/** Describes a range of token ids and its origin. Half open: `tokens.slice(start, end)`. */
export interface PromptSpan {
  /** Index into the caller's messages; −1 for text that belongs to none of them. */
  readonly messageIndex: number;
  readonly source: SpanSource;
  readonly start: number;
  readonly end: number;
}

/** Holds a conversation as token ids. The spans are sorted, do not overlap and cover every id. */
export interface EncodedPrompt {
  readonly tokens: readonly number[];
  readonly spans: readonly PromptSpan[];
  /** Names the template that made the ids, for example `mistral-instruct-v1`. Make it part of every cache key. */
  readonly templateVersion: string;
}
