import { AgentsError } from './agents-error.js';

/** Thrown when a database cannot be used at the start. The message has its place, the problem and what to do. */
export class StorageOpenError extends AgentsError {
  static override readonly code = 'AGENT_STORAGE_UNUSABLE';
  readonly code = StorageOpenError.code;

  /** @param place the file, or host and name of the database: never a password */
  constructor(place: string, problem: string, cause?: unknown) {
    super(`The agents' database ${place} cannot be used: ${problem}.`, { cause });
  }
}
