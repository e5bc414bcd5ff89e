import { AgentsError } from './agents-error.js';

/** Thrown for an encryption key that is missing, malformed, or not the one of the stored data. */
export class StorageKeyError extends AgentsError {
  static override readonly code = 'AGENT_STORAGE_KEY_UNUSABLE';
  readonly code = StorageKeyError.code;

  /** @param problem what is wrong and what to do: it holds no key */
  constructor(problem: string, cause?: unknown) {
    super(`The agents' stored data cannot be read or written: ${problem}.`, { cause });
  }
}
