export { assemblePrompt, encodePrompt, planPrompt, type PromptPlan } from './encode.js';
export { ChatTemplateError, type ConversationProblem, InvalidConversationError, TemplateRenderError } from './errors.js';
export { instructV1 } from './instruct-v1.js';
export { jinjaTemplate, type JinjaTemplateOptions } from './jinja-template.js';
export type {
  ChatMessage,
  ChatRole,
  EncodedPrompt,
  PromptSpan,
  SpanSource,
  ToolCall,
  ToolDefinition,
} from './messages.js';
export { type NormalizedConversation, normalizeConversation, type Turn, type TurnText } from './normalize.js';
export { type PromptTemplate } from './prompt-template.js';
export { type ControlSegment, type Segment, type TextPart, type TextSegment } from './segments.js';
export { type EncodedText, type Tokenizer } from './tokenizer.js';
