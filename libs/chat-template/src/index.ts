export {
  assemblePrompt,
  encodePrompt,
  type EncodePromptOptions,
  planPrompt,
  type PromptPlan,
} from './encoding/encode.js';
export { EncodedTextCache, type EncodedTextCacheOptions } from './encoding/encoded-text-cache.js';
export { type EncodeTexts } from './encoding/encoding-steps.js';
export {
  ChatTemplateError,
  type ChatTemplateErrorCode,
  type ConversationProblem,
  InvalidConversationError,
  PlanMismatchError,
  TemplateRenderError,
  UnknownTokenError,
  VocabularyError,
  WindowTooSmallError,
} from './errors/chat-template-errors.js';
export { instructV2, instructV3 } from './templates/instruct-v2-v3.js';
export { explain, type PromptPieces } from './encoding/explain.js';
export { type FittedWindow, fitWindow, fitWindowAsync, type FitWindowOptions } from './window/fit-window.js';
export { instructV1, instructV1Card } from './templates/instruct-v1.js';
export { jinjaTemplate, type JinjaTemplateOptions } from './templates/jinja/jinja-template.js';
export { loadMistralTokenizer } from './tokenizer/load-mistral-tokenizer.js';
export type {
  ChatMessage,
  ChatRole,
  EncodedPrompt,
  PromptSpan,
  SpanSource,
  ToolCall,
  ToolDefinition,
} from './conversation/messages.js';
export { type MistralVersion } from './tokenizer/mistral-vocabularies.js';
export type {
  ConversationMode,
  EmptyAnswerPolicy,
  PromptOptions,
  ToolChoice,
  UntrustedTextPolicy,
} from './conversation/prompt-options.js';
export { type PromptTemplate, stripAnswerPrefix } from './templates/prompt-template.js';
export { type ControlSegment, type Segment, type TextPart, type TextSegment } from './conversation/segments.js';
export type {
  AnswerTextDelta,
  ToolCallDelta,
  ToolCallEnd,
  ToolCallEvent,
  ToolCallInvalid,
  ToolCallStart,
} from './tool-calls/tool-call-events.js';
export { ToolCallParser, type ToolCallParserOptions } from './tool-calls/tool-call-parser.js';
export {
  type ControlToolCalls,
  controlToolCalls,
  type TaggedToolCalls,
  taggedToolCalls,
  type ToolCallSyntax,
} from './tool-calls/tool-call-syntax.js';
export { type EncodedText, type Tokenizer } from './tokenizer/tokenizer.js';
export { neutraliseText } from './encoding/untrusted-text.js';
export { UntrustedTextError, type UntrustedTextFinding } from './errors/untrusted-text-error.js';
export { validateConversation } from './conversation/validate.js';
