import { AgentsError } from './agents-error.js';

/** Thrown for a folder of documents, or an index of it, that cannot be used. */
export class DocumentsError extends AgentsError {
  static override readonly code = 'DOCUMENTS_UNUSABLE';
  readonly code = DocumentsError.code;

  constructor(folder: string, problem: string, options?: ErrorOptions) {
    super(`The documents of ${folder} cannot be searched: ${problem}.`, options);
  }
}
