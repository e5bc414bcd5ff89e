import { type AllowedRanges } from '../policy/allow-list.js';
import { type ClassifierResult } from '../contract/classifier.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type ModerationInput } from '../contract/moderation-input.js';

/** What a thread is asked to do. */
export type ThreadTask =
  | { readonly kind: 'classify'; readonly classifier: string; readonly input: ModerationInput }
  | { readonly kind: 'allow'; readonly text: string };

/** What comes of it. */
export interface ThreadResults {
  readonly classify: ClassifierResult;
  readonly allow: readonly AllowedRanges[];
}

/** To a thread. A policy may be large: it is sent once, before the first task that names it, and forgotten by name. */
export type ToThread =
  | { readonly type: 'policy'; readonly id: number; readonly policy: ModerationPolicy }
  | { readonly type: 'forget'; readonly id: number }
  | { readonly type: 'task'; readonly policyId: number; readonly task: ThreadTask };

/** From a thread: first that it is ready, then one answer for each task. Of an error its name alone is told: no text. */
export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly result: ThreadResults[ThreadTask['kind']] }
  | { readonly type: 'failed'; readonly errorName: string };
