import { type ChatMessage } from '../conversation/messages.js';
import { type PromptOptions } from '../conversation/prompt-options.js';
import { type Segment } from '../conversation/segments.js';
import { type ToolCallSyntax } from '../tool-calls/tool-call-syntax.js';

/** A rule that turns a conversation into the prompt that a model was trained on. */
export interface PromptTemplate {
  /** Names the rule and its version. Part of every cache key. */
  readonly version: string;
  /** Whether answers begin with the prefix space of a SentencePiece vocabulary, which is not part of the text. */
  readonly answerHasPrefixSpace: boolean;
  /** Whether the vocabulary is SentencePiece, which reads `▁` (U+2581) as a space. */
  readonly isSentencePiece: boolean;
  /** Strings that mark turns or are control tokens of the vocabulary. Messages must not spell them. */
  readonly guardedStrings: readonly string[];
  /** How answers call tools. */
  readonly toolCallSyntax: ToolCallSyntax;

  /**
   * The conversation as segments, ready for the model to answer.
   *
   * @throws {ChatTemplateError} when the conversation cannot be expressed
   */
  render(messages: readonly ChatMessage[], options?: PromptOptions): readonly Segment[];
}
