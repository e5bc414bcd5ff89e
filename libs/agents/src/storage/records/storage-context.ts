import { type StorageDatabase } from '../database/storage-database.js';
import { type JsonCodec } from '../encryption/json-codec.js';
import { type ResolvedLimits } from '../storage-limits.js';

/** The means that all parts of the storage share. */
export interface StorageContext {
  readonly database: StorageDatabase;
  readonly codec: JsonCodec;
  readonly limits: ResolvedLimits;
  /** Gives the time, in milliseconds since 1970. */
  readonly now: () => number;
}
