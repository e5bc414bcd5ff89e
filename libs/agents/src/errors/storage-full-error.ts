import { AgentsError } from './agents-error.js';

/** Thrown when an owner stores as many bytes as it may. */
export class StorageFullError extends AgentsError {
  static override readonly code = 'AGENT_STORAGE_FULL';
  readonly code = StorageFullError.code;

  /** @param bytes the most that one owner may store */
  constructor(bytes: number) {
    super(`This would store more than ${bytes} bytes, the most for one owner. Delete threads or store items first.`);
  }
}
