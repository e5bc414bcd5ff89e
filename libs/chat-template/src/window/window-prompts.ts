import { type EncodingSteps } from '../encoding/encoding-steps.js';
import { type ChatMessage } from '../conversation/messages.js';
import { type PromptOptions } from '../conversation/prompt-options.js';
import { type PromptChunk } from '../encoding/prompt-chunk.js';
import { type PromptTemplate } from '../templates/prompt-template.js';
import { type ConversationTurns } from '../conversation/turns.js';

/** A valid conversation, in turns, and how it is rendered. */
export interface WindowContext {
  readonly messages: readonly ChatMessage[];
  readonly split: ConversationTurns;
  readonly template: PromptTemplate;
  readonly options: PromptOptions;
}

/** The prompts of a conversation without its first turns. */
export interface WindowPrompts {
  /** The first turn of the longest prompt that has room, or one near it. */
  guess(maxTokens: number): EncodingSteps<number>;

  /** How many ids the prompt takes that begins with a turn. */
  countFrom(turn: number): EncodingSteps<number>;

  /** The prompt that begins with a turn. */
  promptFrom(turn: number): EncodingSteps<PromptChunk>;
}
