import { resolve } from 'node:path';
import { type StorageLimits } from './contract/storage.js';
import { findDataFolder } from './data-folder.js';
import { SqliteStorage } from './sqlite/sqlite-storage.js';

/** The name of the file in the folder of data. */
const fileName = 'leeward.db';

/**
 * Opens the storage of the setting `DATA_PATH`.
 *
 * @param path a folder, `memory`, or `off`. Default: the user's folder for data
 * @returns undefined for `off`
 * @throws StorageFileError for a file that cannot be used
 */
export function openStorage(path: string | undefined, limits: StorageLimits): SqliteStorage | undefined {
  if (path === 'off') return undefined;
  return new SqliteStorage({ path: path === 'memory' ? undefined : toFile(path), limits });
}

/** Describes for people where the storage of a setting is: its file, or why there is none. */
export function describeStorage(path: string | undefined): string {
  if (path === 'off') return 'off (DATA_PATH=off): no responses are kept';
  return path === 'memory' ? 'in memory (DATA_PATH=memory), until the server stops' : toFile(path);
}

function toFile(folder: string | undefined): string {
  return resolve(folder ?? findDataFolder(), fileName);
}
