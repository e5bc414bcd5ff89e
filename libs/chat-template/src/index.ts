export { stripAnswerPrefix } from './answer-prefix.js';
export { assemblePrompt, encodePrompt, type EncodePromptOptions, planPrompt, type PromptPlan } from './encode.js';
export { EncodedTextCache, type EncodedTextCacheOptions } from './encoded-text-cache.js';
export { EncodedTurns } from './encoded-turns.js';
export { type EncodeTexts } from './encoding-steps.js';
export {
  ChatTemplateError,
  type ConversationProblem,
  InvalidConversationError,
  PlanMismatchError,
  TemplateRenderError,
  UnknownTokenError,
  VocabularyError,
  WindowTooSmallError,
} from './errors.js';
export { instructV2, instructV3 } from './instruct-v2-v3.js';
export { explain, type PromptPieces } from './explain.js';
export { type FittedWindow, fitWindow, fitWindowAsync, type FitWindowOptions } from './fit-window.js';
export { instructV1, instructV1Card } from './instruct-v1.js';
export { jinjaTemplate, type JinjaTemplateOptions } from './jinja-template.js';
export { loadMistralTokenizer } from './load-mistral-tokenizer.js';
export type {
  ChatMessage,
  ChatRole,
  EncodedPrompt,
  PromptSpan,
  SpanSource,
  ToolCall,
  ToolDefinition,
} from './messages.js';
export { type MistralVersion } from './mistral-vocabularies.js';
export type { ConversationMode, PromptOptions, ToolChoice, UntrustedTextPolicy } from './prompt-options.js';
export { type PromptTemplate } from './prompt-template.js';
export { type ControlSegment, type Segment, type TextPart, type TextSegment } from './segments.js';
export type {
  AnswerTextDelta,
  ToolCallDelta,
  ToolCallEnd,
  ToolCallEvent,
  ToolCallInvalid,
  ToolCallStart,
} from './tool-call-events.js';
export { ToolCallParser, type ToolCallParserOptions } from './tool-call-parser.js';
export {
  type ControlToolCalls,
  controlToolCalls,
  type TaggedToolCalls,
  taggedToolCalls,
  type ToolCallSyntax,
} from './tool-call-syntax.js';
export { type EncodedText, type Tokenizer } from './tokenizer.js';
export { neutraliseText, type UntrustedTextFinding, UntrustedTextError } from './untrusted-text.js';
export { validateConversation } from './validate.js';
