import { type ModerationInput } from './moderation-input.js';

/** Who asks, for verdicts and audit events. */
export interface RequestContext {
  readonly requestId: string;
  readonly conversationId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where a value stands in a request. */
export type ValueLocation = Pick<ModerationInput, 'stage' | 'role' | 'path'>;
