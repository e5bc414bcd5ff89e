/**
 * A point in the life of a request at which text is moderated. Each stage has its own rules in the policy.
 *
 * - `input`: the text of a caller, before anything is persisted or generated.
 * - `output`: the text of the model, before anyone sees it.
 * - `tool-call`: the arguments with which the model calls a tool.
 * - `tool-result`: the answer of a tool, before the model reads it.
 * - `resume`: the answer of a person that resumes an interrupted run.
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

/** The author of a text. */
export type ModerationRole = 'system' | 'user' | 'assistant' | 'tool';

/** A range of a text in UTF-16 code units, half open: `text.slice(start, end)`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** The origin of a text or a value. */
export interface ModerationSource {
  readonly stage: ModerationStage;
  readonly role: ModerationRole;
  /** Locates the text in the request, for example `messages[2].content`. Shown in reasons and audit events. */
  readonly path: string;
  /** Identifies the request in verdicts and audit events. */
  readonly requestId: string;
  /** Identifies the conversation, within which equal values have equal placeholders. Default: the request. */
  readonly conversationId?: string | undefined;
  /**
   * The text is of the history of a conversation. When it is stopped, the conversation may go on without it: the verdict says
   * so in `history`, as the policy's `history` decides. Default false.
   */
  readonly isHistory?: boolean | undefined;
  /**
   * The user's turn before an answer, for classifiers that read both: the same answer may be harmless or not. It is not
   * classified itself. At most the last 300 characters are read. Default: none.
   */
  readonly precedingText?: string | undefined;
}

/** One text to moderate. */
export interface ModerationInput extends ModerationSource {
  readonly text: string;
  /**
   * Text before this offset was moderated before and is context only: findings that end at or before it do not count.
   * In UTF-16 code units; set by the stream gate and for earlier messages of a conversation. Default 0.
   */
  readonly moderatedTo?: number | undefined;
  /**
   * `false`: passages cannot be replaced in this text, because it was joined from parts; it is blocked instead. Default true.
   */
  readonly isRedactable?: boolean | undefined;
  /** More text may follow, which could change findings at the end of this one. Set by the stream gate. Default false. */
  readonly partial?: boolean | undefined;
}

/** A text to moderate, with defaults for every field but the text. */
export type CheckInput = Pick<ModerationInput, 'text'> & Partial<ModerationInput>;
