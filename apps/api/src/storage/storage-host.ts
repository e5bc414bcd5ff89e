import { OpenAiError } from '../errors/openai-error.js';
import { type HistoryLimits } from './contract/stored-item.js';
import { type Storage } from './contract/storage.js';

/** Holds the storage, where the server keeps one. */
export class StorageHost {
  /** Undefined when the server keeps nothing. */
  readonly storage: Storage | undefined;
  /** Bounds for a conversation that is read back: what a body may hold. */
  readonly historyLimits: HistoryLimits;

  constructor(storage: Storage | undefined, historyLimits: HistoryLimits) {
    this.storage = storage;
    this.historyLimits = historyLimits;
  }

  /** Gets the storage. @param param the field that needs it @throws OpenAiError 400 where the server keeps nothing */
  require(param?: string): Storage {
    if (this.storage) return this.storage;
    const message =
      'This server keeps no responses and no conversations. Send the whole conversation with each request, or ask the operator to set DATA_PATH.';
    throw new OpenAiError('storage_off', { param, message });
  }
}
