import { StorageVersionError } from '../../errors/storage-version-error.js';
import { requireCipher, type TextCipher } from '../encryption/text-cipher.js';
import { migrations, type SqlWords } from './migrations.js';

/** Runs commands in the transaction of the migration, while no other process migrates. */
export interface MigrationConnection {
  /** The place, for errors. */
  readonly place: string;
  readonly words: SqlWords;
  execute(command: string): Promise<void>;
  readSetting(name: string): Promise<string | undefined>;
  writeSetting(name: string, value: string): Promise<void>;
}

const versionSetting = 'version';
const keySetting = 'key_check';

/**
 * Brings the tables to the version of this program, and checks the encryption key.
 *
 * @throws StorageVersionError for a database of a newer program
 * @throws StorageKeyError for a key that does not fit
 */
export async function migrate(connection: MigrationConnection, cipher: TextCipher | undefined): Promise<void> {
  await connection.execute('CREATE TABLE IF NOT EXISTS storage_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)');
  const version = Number((await connection.readSetting(versionSetting)) ?? 0);
  if (version > migrations.length) throw new StorageVersionError(connection.place, version, migrations.length);
  for (const toCommands of migrations.slice(version)) {
    for (const command of toCommands(connection.words)) await connection.execute(command);
  }
  await connection.writeSetting(versionSetting, `${migrations.length}`);
  await checkKey(connection, cipher);
}

/** Fails at the start, and not at the first text that cannot be read. */
async function checkKey(connection: MigrationConnection, cipher: TextCipher | undefined): Promise<void> {
  const encrypted = await connection.readSetting(keySetting);
  if (encrypted === undefined) {
    if (cipher) await connection.writeSetting(keySetting, cipher.encrypt(keySetting));
    return;
  }
  requireCipher(cipher).decrypt(encrypted);
}
