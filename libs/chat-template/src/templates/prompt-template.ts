import { type ChatMessage } from '../conversation/messages.js';
import { type PromptOptions } from '../conversation/prompt-options.js';
import { type Segment } from '../conversation/segments.js';
import { type ToolCallSyntax } from '../tool-calls/tool-call-syntax.js';

/** Describes a template that turns a conversation into the prompt form that a model was trained on. */
export interface PromptTemplate {
  /** Names the template and its version, for example `mistral-instruct-v1`. Make it part of every cache key. */
  readonly version: string;
  /** Whether answers begin with the prefix space of a SentencePiece vocabulary, which is not part of the text. */
  readonly answerHasPrefixSpace: boolean;
  /** Whether the vocabulary is SentencePiece, which reads `▁` (U+2581) as a space. */
  readonly isSentencePiece: boolean;
  /** Strings that mark turns or are control tokens of the vocabulary. Messages must not spell them. */
  readonly guardedStrings: readonly string[];
  /** Whether the prompt has the names of authors. Default false: they are left out. */
  readonly writesNames?: boolean | undefined;
  /** How answers call tools. */
  readonly toolCallSyntax: ToolCallSyntax;

  /**
   * Renders a conversation as segments, up to where the model's answer begins.
   *
   * @throws {ChatTemplateError} when the conversation cannot be expressed
   */
  render(messages: readonly ChatMessage[], options?: PromptOptions): readonly Segment[];
}

/**
 * Removes the prefix space of an answer, before the answer joins the history. The first token of an answer includes the prefix
 * space of a SentencePiece vocabulary, and encoding the history adds it again. A second space is the model's own and stays.
 *
 * @param answer the whole answer, not a part of it
 */
export function stripAnswerPrefix(answer: string, template: Pick<PromptTemplate, 'answerHasPrefixSpace'>): string {
  return template.answerHasPrefixSpace && answer.startsWith(' ') ? answer.slice(1) : answer;
}
