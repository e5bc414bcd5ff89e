import { AgentsError } from './agents-error.js';

/** Thrown for a database that a newer version of this library has changed. */
export class StorageVersionError extends AgentsError {
  static override readonly code = 'AGENT_STORAGE_NEWER';
  readonly code = StorageVersionError.code;

  constructor(place: string, found: number, known: number) {
    super(
      `The agents' database ${place} has version ${found} of the tables, and this program knows versions up to ${known}. ` +
        'Start the newer program again, or use another database.',
    );
  }
}
