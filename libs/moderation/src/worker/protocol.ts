import { type AllowedRanges } from '../policy/allow-list.js';
import { type ClassifierResult } from '../contract/classifier.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type ModerationInput } from '../contract/moderation-input.js';

/** A task for a thread. */
export type ThreadTask =
  | { readonly kind: 'classify'; readonly classifier: string; readonly input: ModerationInput }
  | { readonly kind: 'allow'; readonly text: string };

/** The results, by the kind of task. */
export interface ThreadResults {
  readonly classify: ClassifierResult;
  readonly allow: readonly AllowedRanges[];
}

/** The messages to a thread. A policy may be large, so it is sent once, before the first task that names its id. */
export type ToThread =
  | { readonly type: 'policy'; readonly id: number; readonly policy: ModerationPolicy }
  | { readonly type: 'forget'; readonly id: number }
  | { readonly type: 'task'; readonly policyId: number; readonly task: ThreadTask };

/** The messages from a thread: `ready` first, then one for each task. An error is sent by its name alone, without text. */
export type FromThread =
  /** `cpuTimeFile` has the thread's computing time, on systems that have `/proc`. */
  | { readonly type: 'ready'; readonly cpuTimeFile: string | undefined }
  | { readonly type: 'done'; readonly result: ThreadResults[ThreadTask['kind']] }
  | { readonly type: 'failed'; readonly errorName: string };
