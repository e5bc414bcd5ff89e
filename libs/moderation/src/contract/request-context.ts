import { type ValueKeeper } from './value-keeper.js';
import { type ModerationInput } from './moderation-input.js';

/** Identifies a request in verdicts and audit events, and aborts its moderation when the caller has left. */
export interface RequestContext extends Pick<ModerationInput, 'requestId' | 'conversationId'> {
  /** Aborted when the result is no longer needed. */
  readonly signal?: AbortSignal | undefined;
  /** Keeps the redacted values under a policy with `redaction.mode: restore`. Its owner restores them. */
  readonly vault?: ValueKeeper | undefined;
}

/** Locates a value in a request. */
export type ValueLocation = Pick<ModerationInput, 'stage' | 'role' | 'path' | 'precedingText'>;
