/**
 * The vocabulary of a conversation, shared by every library of Leeward. It follows the OpenAI chat format in meaning, and
 * names nothing of a framework or a runtime.
 */

/** Who speaks. `tool` carries the result of a call that an earlier assistant message made. */
export type ChatRole = 'system' | 'user' | 'assistant' | 'tool';

/** One call of a tool, as an assistant message holds it. */
export interface ToolCall {
  /** Names the call; a `tool` message refers to it by `toolCallId`. */
  readonly id: string;
  readonly name: string;
  /** The arguments as JSON text, exactly as the model wrote them. */
  readonly arguments: string;
}

/** A tool that the model may call. */
export interface ToolDefinition {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments object. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** One message of a conversation, in text. */
export interface ChatMessage {
  readonly role: ChatRole;
  readonly content: string;
  /** Calls made by this message; only on `assistant`. */
  readonly toolCalls?: readonly ToolCall[];
  /** The call that this message answers; only on `tool`. */
  readonly toolCallId?: string;
}

/** Where a range of a prompt came from. `template` is the only origin that may hold control tokens. */
export type SpanSource = 'template' | 'system' | 'user' | 'assistant' | 'tool';

/** A range of token ids, half open: `tokens.slice(start, end)`. */
export interface PromptSpan {
  /** Index into the caller's messages, or −1 for text that belongs to none of them. */
  readonly messageIndex: number;
  readonly source: SpanSource;
  readonly start: number;
  readonly end: number;
}

/** A conversation as the model sees it. The spans are sorted, do not overlap and cover every id. */
export interface EncodedPrompt {
  readonly tokens: readonly number[];
  readonly spans: readonly PromptSpan[];
  /** Names the rule that made the ids, for example `mistral-instruct-v1`. Part of every cache key. */
  readonly templateVersion: string;
}
