import { mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { type ServedApi, serveSettings } from '../fixtures/serve.js';

/** The database of another program that uses the file. */
interface OtherProgram {
  exec(commands: string): unknown;
  pragma(command: string): unknown;
  close(): void;
}
const fromApi = createRequire(new URL('../../../apps/api/src/index.ts', import.meta.url));
const Database = fromApi('libsql') as new (path: string) => OtherProgram;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'failing-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Messages that fill many pages of a database. */
const longMessages = Array.from({ length: 10 }, () => ({ role: 'user' as const, content: 'Good day. '.repeat(500) }));

let folders = 0;
let api: ServedApi | undefined;
afterEach(() => api?.close());

async function serve(): Promise<{ readonly api: ServedApi; readonly file: string }> {
  const data = join(folder, `${folders++}`);
  api = await serveSettings(new ScriptedEngine(() => ['Good day.']), { DATA_PATH: data });
  return { api, file: join(data, 'leeward.db') };
}

const unavailable = {
  status: 503,
  error: { code: 'storage_unavailable', message: expect.stringContaining('storage') },
};

/** Ways in which a storage fails while the server runs. Each returns a function that mends it. */
const failures: readonly (readonly [string, (file: string) => Promise<() => void>])[] = [
  [
    'refuses to write',
    async (file) => {
      const other = new Database(file);
      // A trigger refuses at once and on every machine, as a full disk does.
      other.exec("CREATE TRIGGER full BEFORE INSERT ON records BEGIN SELECT RAISE(FAIL, 'no space'); END");
      return () => {
        other.exec('DROP TRIGGER full');
        other.close();
      };
    },
  ],
  [
    'is locked by another program',
    async (file) => {
      const other = new Database(file);
      other.exec('BEGIN EXCLUSIVE');
      return () => {
        other.exec('COMMIT');
        other.close();
      };
    },
  ],
];

describe.each(failures)('a storage that %s', (_, fail) => {
  it('takes no answer away, refuses what needs it, and is used again once it is mended', async () => {
    const { api: served, file } = await serve();
    const { client } = served;
    const { id } = await client.responses.create({ input: 'Hello' });
    const mend = await fail(file);
    for (const stream of [false, true]) {
      const answer = stream
        ? await client.responses.stream({ model: 'default', input: 'Hello' }).finalResponse()
        : await client.responses.create({ input: 'Hello' });
      expect(answer).toMatchObject({ status: 'completed', output_text: 'Good day.', store: false });
    }
    await expect(client.responses.create({ input: 'Hello', store: true })).rejects.toMatchObject(unavailable);
    await expect(client.responses.create({ input: 'Hello', background: true })).rejects.toMatchObject(unavailable);
    await expect(client.conversations.create()).rejects.toMatchObject(unavailable);
    expect(
      await client.chat.completions.create({ model: 'default', messages: [{ role: 'user', content: 'a' }] }),
    ).toMatchObject({
      choices: [{ message: { content: 'Good day.' } }],
    });
    mend();
    const kept = await client.responses.create({ input: 'Hello', previous_response_id: id });
    expect(kept).toMatchObject({ store: true });
    expect(await client.responses.retrieve(kept.id)).toMatchObject({ id: kept.id });
  });
});

describe('a database that is damaged while the server runs', () => {
  it('is a 503 without any of its content, and the server goes on', async () => {
    const { api: served, file } = await serve();
    const { client } = served;
    const { id } = await client.conversations.create({ items: longMessages });
    const other = new Database(file);
    other.pragma('wal_checkpoint(TRUNCATE)');
    // The server's copies of the pages are too old after this.
    other.exec('CREATE TABLE another (a)');
    other.pragma('wal_checkpoint(TRUNCATE)');
    other.close();
    await damage(file);
    const error = await client.conversations.items.list(id).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(unavailable);
    await expect(client.responses.create({ input: 'a', conversation: id })).rejects.toMatchObject(unavailable);
    expect(await client.responses.create({ input: 'Hello', store: false })).toMatchObject({ status: 'completed' });
  });
});

describe('a start with a storage that cannot be used', () => {
  const start = (path: string) => serveSettings(new ScriptedEngine(() => []), { DATA_PATH: path });

  it('names a file in the place of the folder, and the remedy', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    await expect(start(path)).rejects.toThrow(
      /^DATA_PATH: The file .*leeward\.db cannot be used: .*Set DATA_PATH to a folder/,
    );
  });

  it('names a file that is no database', async () => {
    const path = await mkdtemp(join(folder, 'text-'));
    await writeFile(join(path, 'leeward.db'), 'no database '.repeat(500));
    await expect(start(path)).rejects.toThrow(/^DATA_PATH: .*not a database\. Move it away/);
  });

  it('names a database that is damaged', async () => {
    const { api: served, file } = await serve();
    await served.client.conversations.create({ items: longMessages });
    await served.close();
    api = undefined;
    await damage(file);
    await expect(start(join(file, '..'))).rejects.toThrow(/^DATA_PATH: .*is damaged\. Move it away/);
  });

  // The file system of processes takes no folders, not even from an administrator.
  (process.platform === 'linux' ? it : it.skip)('names a folder that cannot be written', async () => {
    await expect(start('/proc/leeward')).rejects.toThrow(/^DATA_PATH: .*Set DATA_PATH to a folder that can be written/);
  });
});

/** Overwrites a database behind its first two pages. */
async function damage(path: string): Promise<void> {
  const { size } = await stat(path);
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(size - 8192, 7), 0, size - 8192, 8192);
  await file.close();
}
