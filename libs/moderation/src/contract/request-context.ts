import { type ModerationInput } from './moderation-input.js';

/** Who asks, for verdicts and audit events. */
export interface RequestFacts {
  readonly requestId: string;
  readonly conversationId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where a value stands in a request. */
export type ValuePlace = Pick<ModerationInput, 'stage' | 'role' | 'path'>;
