export {
  type ConversationRecord,
  type AddOutcome,
  type ConversationStorage,
  type FoundResponse,
  type ResponseRecord,
  type ResponseStatus,
  type ResponseStorage,
  type Storage,
  type StorageLimits,
} from './contract/storage.js';
export {
  type HistoryLimits,
  type ItemPage,
  type PageRequest,
  type StoredHistory,
  type StoredItem,
} from './contract/stored-item.js';
export { describeStorage, openStorage } from './open-storage.js';
export { SqliteStorage, type SqliteStorageOptions } from './sqlite/sqlite-storage.js';
export { StorageHost } from './storage-host.js';
