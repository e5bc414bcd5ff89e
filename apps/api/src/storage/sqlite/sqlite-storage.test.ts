import { mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import { type StorageLimits } from '../contract/storage.js';
import { type OpenStorage, storageChecks } from '../testing/storage-checks.js';
import { StorageError } from '../../errors/storage-error.js';
import { openDatabase } from './open-database.js';
import { SqliteConversations } from './sqlite-conversations.js';
import { SqliteRecords } from './sqlite-records.js';
import { SqliteResponses } from './sqlite-responses.js';
import { SqliteStorage } from './sqlite-storage.js';

const limits: StorageLimits = { timeToLive: 1_000_000, bytesPerOwner: 1_000_000 };
const record = { id: 'a', owner: 'ann', status: 'completed', body: {}, input: [], output: [] } as const;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storage-'));
});
afterAll(() => rm(folder, { recursive: true }));

const filler = 'x'.repeat(2000);

/** Reads a database and the log beside it. */
async function readAll(path: string): Promise<string> {
  const texts = await Promise.all([path, `${path}-wal`].map((file) => readFile(file, 'latin1').catch(() => '')));
  return texts.join('');
}

/** Overwrites a database behind its first two pages. */
async function damage(path: string): Promise<void> {
  const { size } = await stat(path);
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(size - 8192, 7), 0, size - 8192, 8192);
  await file.close();
}

let files = 0;
const openFile: OpenStorage = async (kept, now) =>
  new SqliteStorage({ path: join(folder, `${files++}.db`), limits: kept, now });
const openInMemory: OpenStorage = async (kept, now) => new SqliteStorage({ limits: kept, now });

describe.each([
  ['in a file', openFile],
  ['in memory', openInMemory],
])('SqliteStorage %s', (_, openStorage) => {
  it.each(storageChecks.map(({ title, run }) => [title, run] as const))('%s', async (_title, run) => {
    await run(openStorage);
  });
});

describe('the file of a SqliteStorage', () => {
  it('keeps records over a restart, and is readable by its user only', async () => {
    const path = join(folder, 'new', 'folder', 'leeward.db');
    const first = new SqliteStorage({ path, limits });
    await first.responses.create(record);
    await first.close();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o700);
    const second = new SqliteStorage({ path, limits });
    expect(await second.responses.find('ann', 'a')).toMatchObject({ status: 'completed' });
    await second.close();
  });

  it('can be used by several processes', async () => {
    const path = join(folder, 'shared.db');
    const [one, other] = [new SqliteStorage({ path, limits }), new SqliteStorage({ path, limits })];
    await one.responses.create(record);
    await other.responses.create({ ...record, id: 'b' });
    expect(await one.responses.find('ann', 'b')).toBeDefined();
    expect(await other.responses.find('ann', 'a')).toBeDefined();
    await Promise.all([one.close(), other.close()]);
  });

  it('waits for a lock of another process without stopping anything else', async () => {
    const path = join(folder, 'locked.db');
    const storage = new SqliteStorage({ path, limits });
    const other = new Database(path);
    other.exec('BEGIN EXCLUSIVE');
    // The lock ends by an event of this thread, so it would last to the end of a wait that stops the thread.
    setTimeout(() => other.exec('COMMIT'), 50);
    expect(await storage.responses.create(record)).toBe('added');
    other.exec('BEGIN EXCLUSIVE');
    const error = await storage.responses.delete('ann', 'a').catch((thrown: unknown) => thrown);
    expect(StorageError.isInstance(error) && error.logged).toMatch(/SQLITE_BUSY, another process has locked the file/);
    other.exec('COMMIT');
    expect(await storage.responses.delete('ann', 'a')).toBe(true);
    other.close();
    await storage.close();
  });

  it('overwrites text whose deletion met a reader, at the next deletion of what is old', async () => {
    const path = join(folder, 'read.db');
    const storage = new SqliteStorage({ path, limits });
    await storage.responses.create({ ...record, output: [{ id: 'i', type: 'message', text: 'a secret' } as never] });
    const reader = new Database(path);
    reader.exec('BEGIN; SELECT * FROM records');
    await storage.responses.delete('ann', 'a');
    expect(await readAll(path)).toContain('a secret');
    reader.exec('COMMIT');
    reader.close();
    await storage.deleteExpired();
    expect(await readAll(path)).not.toContain('a secret');
    await storage.close();
  });

  it('overwrites deleted text', async () => {
    const path = join(folder, 'deleted.db');
    const storage = new SqliteStorage({ path, limits });
    await storage.responses.create({ ...record, output: [{ id: 'i', type: 'message', text: 'a secret' } as never] });
    expect(await readAll(path)).toContain('a secret');
    await storage.responses.delete('ann', 'a');
    expect(await readAll(path)).not.toContain('a secret');
    await storage.close();
    expect(await readAll(path)).not.toContain('a secret');
  });

  it('is refused when a newer version made it', () => {
    const path = join(folder, 'newer.db');
    new Database(path).pragma('user_version = 99');
    expect(() => new SqliteStorage({ path, limits })).toThrow(/newer version.*or another folder/);
  });

  it('is refused when it is damaged inside', async () => {
    const path = join(folder, 'damaged.db');
    const storage = new SqliteStorage({ path, limits });
    for (let id = 0; id < 50; id++) await storage.responses.create({ ...record, id: `${id}`, body: { text: filler } });
    await storage.close();
    await damage(path);
    expect(() => new SqliteStorage({ path, limits })).toThrow(/is damaged\. Move it away/);
  });

  it.each<[string, (path: string) => Promise<unknown>, RegExp]>([
    ['a folder stands in its place', (path) => mkdir(path), /is a folder.*Set DATA_PATH/],
    [
      'a file stands in the place of its folder',
      (path) => writeFile(join(path, '..'), ''),
      /is no folder.*Set DATA_PATH/,
    ],
  ])('is refused when %s', async (_, prepare, message) => {
    const path = join(folder, `place-${files++}`, 'leeward.db');
    if (message.source.startsWith('is a')) await mkdir(join(path, '..'));
    await prepare(path);
    expect(() => new SqliteStorage({ path, limits })).toThrow(message);
  });

  it('is refused when it is no database', async () => {
    const path = join(folder, 'text.db');
    await writeFile(path, 'no database '.repeat(500));
    expect(() => new SqliteStorage({ path, limits })).toThrow(/not a database/);
  });
});

describe('a SqliteStorage that fails', () => {
  const openFull = () => {
    const database = openDatabase(':memory:');
    const records = new SqliteRecords(database, limits, Date.now);
    return { database, responses: new SqliteResponses(records), conversations: new SqliteConversations(records) };
  };

  it('says that the disk is full, keeps what it has, and goes on when there is space', async () => {
    const { database, responses } = openFull();
    await responses.create(record);
    const [{ page_count: pages } = { page_count: 0 }] = database.prepare('PRAGMA page_count').all() as {
      page_count: number;
    }[];
    database.pragma(`max_page_count = ${pages}`);
    const large = { ...record, id: 'b', body: { text: 'x'.repeat(100_000) } };
    const error = await responses.create(large).catch((thrown: unknown) => thrown);
    expect(StorageError.isInstance(error) && error.logged).toMatch(/SQLITE_FULL, the disk is full/);
    expect(await responses.find('ann', 'b')).toBeUndefined();
    expect(await responses.find('ann', 'a')).toBeDefined();
    database.pragma(`max_page_count = ${pages + 1000}`);
    expect(await responses.create(large)).toBe('added');
    database.close();
  });

  it('names a record whose text is no JSON', async () => {
    const { database, responses } = openFull();
    await responses.create(record);
    database.exec("UPDATE records SET body = 'a secret'");
    const error = await responses.find('ann', 'a').catch((thrown: unknown) => thrown);
    expect(StorageError.isInstance(error) && error.logged).toBe('the storage failed: SyntaxError');
    database.close();
  });

  it('throws one kind of error from every method', async () => {
    const { database, responses, conversations } = openFull();
    database.exec('DROP TABLE items; DROP TABLE records');
    const bounds = { items: 1, bytes: 1 };
    const page = { limit: 1, order: 'asc' } as const;
    const conversation = { id: 'c', owner: 'ann', body: {} };
    const attempts = [
      () => responses.create(record),
      () => responses.finish(record),
      () => responses.find('ann', 'a'),
      () => responses.cancel('ann', 'a'),
      () => responses.delete('ann', 'a'),
      () => responses.listInput('ann', 'a', page),
      () => responses.readEvents('ann', 'a'),
      () => responses.readHistory('ann', 'a', bounds),
      () => responses.findItems('ann', ['a'], bounds),
      () => responses.extendLeases(['a'], 1),
      () => conversations.create(conversation, []),
      () => conversations.find('ann', 'c'),
      () => conversations.update(conversation),
      () => conversations.delete('ann', 'c'),
      () => conversations.append('ann', 'c', []),
      () => conversations.listItems('ann', 'c', page),
      () => conversations.findItem('ann', 'c', 'i'),
      () => conversations.deleteItem('ann', 'c', 'i'),
      () => conversations.readHistory('ann', 'c', bounds),
      () => conversations.hasRoom('ann', 'c', []),
    ];
    for (const attempt of attempts) {
      const error = await attempt().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(StorageError.isInstance(error)).toBe(true);
    }
    database.close();
  });
});
