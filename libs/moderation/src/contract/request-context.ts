import { type ModerationInput } from './moderation-input.js';

/** Identifies a request in verdicts and audit events, and aborts its moderation when the caller has left. */
export interface RequestContext extends Pick<ModerationInput, 'requestId' | 'conversationId'> {
  /** Aborted when the result is no longer needed. */
  readonly signal?: AbortSignal | undefined;
}

/** Locates a value in a request. */
export type ValueLocation = Pick<ModerationInput, 'stage' | 'role' | 'path'>;
