import { type Moderator } from '@leeward/moderation';
import { type ModeratedAnswer } from '../completions/moderated-answer.js';
import { type ResponseRun } from './answer/response-run.js';
import { type Item } from './items/item.js';

/** One turn of a conversation: a response, and what is stored of it. */
export interface Turn {
  readonly run: ResponseRun;
  readonly answer: Pick<ModeratedAnswer, 'report' | 'notes'>;
  readonly owner: string;
  /** The moderated items of this turn. */
  readonly input: readonly Item[];
  readonly previousId: string | undefined;
  readonly conversationId: string | undefined;
  readonly isStored: boolean;
  /** Whether the request itself asks for something that needs the storage. */
  readonly needsStorage: boolean;
  readonly moderator: Moderator;
}
