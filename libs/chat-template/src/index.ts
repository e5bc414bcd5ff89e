export type {
  ChatMessage,
  ChatRole,
  EncodedPrompt,
  PromptSpan,
  SpanSource,
  ToolCall,
  ToolDefinition,
} from './messages.js';
export type { Tokenizer } from './tokenizer.js';
