/**
 * Where in the life of a request a text is judged. Each stage has its own row in the policy.
 *
 * - `input`: what a caller sends, before anything is persisted or generated.
 * - `output`: what the model writes, before anyone sees it.
 * - `tool-call`: the arguments that the model wants to call a tool with.
 * - `tool-result`: what a tool returned, before the model reads it.
 * - `resume`: what a person answers when an interrupted run goes on.
 */
export type ModerationStage = 'input' | 'output' | 'tool-call' | 'tool-result' | 'resume';

/** Every stage, in the order in which a request meets them. */
export const moderationStages = [
  'input',
  'output',
  'tool-call',
  'tool-result',
  'resume',
] as const satisfies readonly ModerationStage[];

/** Who wrote the text. */
export type ModerationRole = 'system' | 'user' | 'assistant' | 'tool';

/** A range of a text in UTF-16 code units, half open: `text.slice(start, end)`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** One text to judge. */
export interface ModerationInput {
  readonly stage: ModerationStage;
  readonly role: ModerationRole;
  readonly text: string;
  /** Where the text came from, for example `messages[2].content`. Shown in reasons and audit events. */
  readonly path: string;
  /** Names the request in verdicts and audit events. */
  readonly requestId: string;
  /** Names the conversation: placeholders of redacted text stay the same within one. Default: the request. */
  readonly conversationId?: string;
  /**
   * Text before this offset was judged before and stands here as context only: findings that end at or before it do not
   * count. Set by the stream gate. Default 0.
   */
  readonly moderatedTo?: number;
  /** More text may follow: what the end of this one could still change is left for later. Set by the gate. Default false. */
  readonly partial?: boolean;
}
