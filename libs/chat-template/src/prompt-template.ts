import { type ChatMessage } from './messages.js';
import { type Segment } from './segments.js';

/** A rule that turns a conversation into the prompt that a model was trained on. */
export interface PromptTemplate {
  /** Names the rule and its version. Part of every cache key. */
  readonly version: string;
  /** Whether answers begin with the prefix space of a SentencePiece vocabulary, which is not part of the text. */
  readonly answerHasPrefixSpace: boolean;

  /**
   * The conversation as segments, ready for the model to answer.
   *
   * @throws {ChatTemplateError} when the conversation cannot be expressed
   */
  render(messages: readonly ChatMessage[]): readonly Segment[];
}
