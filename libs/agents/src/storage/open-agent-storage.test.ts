import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import Database from 'libsql';
import { StorageError } from '../errors/storage-error.js';
import { StorageKeyError } from '../errors/storage-key-error.js';
import { StorageOpenError } from '../errors/storage-open-error.js';
import { StorageVersionError } from '../errors/storage-version-error.js';
import { openAgentStorage } from './open-agent-storage.js';
import { owner, toApproval, toAssistant, toRun, toThread } from './testing/sample-records.js';
import { databaseUrl } from './testing/storage-subjects.js';

/** Databases of servers that are not there, with the reason. A server is only there where the tests are given one. */
const absent: readonly (readonly [string, RegExp])[] = [
  ['postgres://me:secret@127.0.0.1:9/agents', /nothing answers at this address/],
  ...(databaseUrl === undefined
    ? []
    : ([[new URL('/no_such_database', databaseUrl).href, /there is no such database/]] as const)),
];

const folders: string[] = [];
let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leeward-agents-'));
  folders.push(folder);
  path = join(folder, 'data', 'agents.db');
});
afterAll(async () => {
  for (const used of folders) await rm(used, { recursive: true, force: true });
});

async function fill(options: Parameters<typeof openAgentStorage>[0], secret: string): Promise<void> {
  const storage = await openAgentStorage(options);
  const value = { text: secret };
  await storage.threads.create(
    toThread({
      id: 't',
      metadata: value,
      config: value,
      values: value,
      error: secret,
      interrupts: { task: [{ id: 'i', value: secret }] },
    }),
  );
  await storage.assistants.create(toAssistant({ description: secret, config: value, context: value, metadata: value }));
  const run = toRun('t', { metadata: value });
  await storage.runs.create({ ...run, arguments: { ...run.arguments, input: secret } });
  await storage.runEvents.append(run.id, [{ event: 'values', data: secret }]);
  await storage.storeItems.put({ owner, namespace: ['n'], key: 'k', value });
  await storage.toolCalls.begin({ key: 'k', threadId: 't', runId: run.id, tool: 'send' });
  await storage.toolCalls.finish('t', 'k', secret);
  await storage.approvals.create(toApproval('t', run.id, { id: 'a', request: secret }));
  await storage.approvals.settle(owner, 'a', 'decided', value);
  const { checkpoint, metadata } = sampleCheckpoint(secret);
  const config = { configurable: { thread_id: 't', checkpoint_ns: '' } };
  const saved = await storage.checkpointer.put(config, checkpoint, metadata, { text: 1 });
  await storage.checkpointer.putWrites(saved, [['text', secret]], 'task');
  await storage.close();
}

function sampleCheckpoint(secret: string) {
  const checkpoint = {
    v: 4,
    id: '1ef4f797-8335-6428-8001-8a1503f9b875',
    ts: '2026-01-01T00:00:00.000Z',
    channel_values: { text: secret },
    channel_versions: { text: 1 },
    versions_seen: {},
  };
  return { checkpoint, metadata: { source: 'loop' as const, step: 1, parents: {}, note: secret } };
}

async function readFiles(): Promise<string> {
  const files = await readdir(join(folder, 'data'));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, 'data', file), 'latin1')));
  return texts.join('\n');
}

describe('the file of agents', () => {
  it('is readable only by its user, and holds each text once it is stored', async () => {
    await fill({ path }, 'plain words');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFiles()).toContain('plain words');
  });

  it('holds no text in plain when there is a key', async () => {
    await fill({ path, encryptionKey: randomBytes(32).toString('base64') }, 'hidden words');
    const content = await readFiles();
    expect(content).not.toContain('hidden');
    expect(content).not.toContain(Buffer.from('hidden words').toString('base64').slice(2, 12));
    expect(content).toContain('enc1:');
  });

  it('holds nothing of a thread that was deleted', async () => {
    await fill({ path }, 'deleted words');
    const storage = await openAgentStorage({ path });
    await storage.threads.delete(owner, 't');
    await storage.storeItems.delete(owner, ['n'], 'k');
    for (const { id } of await storage.assistants.search(
      { owner },
      { limit: 9, offset: 0 },
      { by: 'id', order: 'asc' },
    )) {
      await storage.assistants.delete(owner, id);
    }
    expect(await readFiles()).not.toContain('deleted words');
    await storage.close();
  });

  it('keeps what was stored before there was a key', async () => {
    await fill({ path }, 'plain words');
    const storage = await openAgentStorage({ path, encryptionKey: randomBytes(32).toString('hex') });
    expect((await storage.threads.find(owner, 't'))?.values).toEqual({ text: 'plain words' });
    const tuple = await storage.checkpointer.getTuple({ configurable: { thread_id: 't' } });
    expect(tuple?.checkpoint.channel_values).toEqual({ text: 'plain words' });
    expect(tuple?.pendingWrites).toEqual([['task', 'text', 'plain words']]);
    await storage.close();
  });

  it('has the tables that the checkpointer of LangGraph would make', async () => {
    await (await openAgentStorage({ path })).close();
    const fresh = new Database(':memory:');
    const saver = new SqliteSaver(fresh as unknown as ConstructorParameters<typeof SqliteSaver>[0]);
    await saver.getTuple({ configurable: { thread_id: 't' } });
    const ours = new Database(path);
    for (const table of ['checkpoints', 'writes']) {
      expect(ours.pragma(`table_info(${table})`)).toEqual(fresh.pragma(`table_info(${table})`));
    }
    ours.close();
    fresh.close();
  });

  it('fails with a clear error when it cannot be read or written later', async () => {
    await fill({ path }, 'words');
    const storage = await openAgentStorage({ path });
    const other = new Database(path);
    other.exec("UPDATE threads SET metadata = 'no JSON'");
    other.close();
    await expect(storage.threads.find(owner, 't')).rejects.toThrow(StorageError);
    await expect(storage.threads.find(owner, 't')).rejects.toMatchObject({
      message: 'The storage of agents fails now. Try again soon.',
      logged: expect.stringContaining('SQLITE_CORRUPT') as unknown,
    });
    await storage.close();
  });
});

describe('a database that cannot be used', () => {
  const problems: readonly {
    readonly title: string;
    readonly prepare: () => Promise<unknown>;
    readonly error: unknown;
    readonly message: RegExp;
  }[] = [
    {
      title: 'a file that is no database',
      prepare: async () => {
        path = join(folder, 'agents.db');
        await writeFile(path, 'no database at all, and long enough for a header of SQLite. '.repeat(20));
      },
      error: StorageOpenError,
      message: /agents\.db cannot be used: it is not a database\. Move it away.*SQLITE_NOTADB/,
    },
    {
      title: 'a damaged file',
      prepare: async () => {
        await fill({ path }, 'words'.repeat(5000));
        const bytes = await readFile(path);
        bytes.fill(0x55, 4096 * 2, bytes.length);
        await writeFile(path, bytes);
      },
      error: StorageOpenError,
      message: /cannot be used: it is damaged|cannot be used: .*malformed/,
    },
    {
      title: 'a folder that is a file',
      prepare: () => writeFile(join(folder, 'data'), ''),
      error: StorageOpenError,
      message:
        /it is no folder, or a part of its path is none \(ENOTDIR\)\. Choose a file in a folder that can be written/,
    },
    {
      title: 'a folder on a disk that takes no folders',
      prepare: async () => (path = '/proc/leeward/agents.db'),
      error: StorageOpenError,
      message: /\/proc\/leeward\/agents\.db cannot be used: .*Choose a file in a folder that can be written/,
    },
    {
      title: 'a path that is a folder',
      prepare: async () => (path = folder),
      error: StorageOpenError,
      message: /it is a folder, and must be a file \(EISDIR\)/,
    },
    {
      title: 'a file of a newer version',
      prepare: async () => {
        await (await openAgentStorage({ path })).close();
        const database = new Database(path);
        database.exec("UPDATE storage_settings SET value = '99' WHERE name = 'version'");
        database.close();
      },
      error: StorageVersionError,
      message: /agents\.db has version 99 of the tables, and this program knows versions up to 1\./,
    },
  ];
  it.each(problems)('is refused with a clear error: $title', async ({ prepare, error, message }) => {
    await prepare();
    const opening = openAgentStorage({ path });
    await expect(opening).rejects.toThrow(error as new () => Error);
    await expect(opening).rejects.toThrow(message);
  });

  it('is refused with a clear error: a file that may not be written', async () => {
    await (await openAgentStorage({ path })).close();
    await chmod(path, 0o400);
    // The superuser may write everything.
    if (process.getuid?.() === 0) return;
    await expect(openAgentStorage({ path })).rejects.toThrow(/Choose a file in a folder that can be written/);
  });

  it.each(['', 'short', randomBytes(31).toString('base64')])('is refused for the key "%s"', async (encryptionKey) => {
    await expect(openAgentStorage({ encryptionKey })).rejects.toThrow(StorageKeyError);
    await expect(openAgentStorage({ encryptionKey })).rejects.toThrow('openssl rand -base64 32');
  });

  it('names the server without its password', async () => {
    const opening = openAgentStorage({ url: 'postgres://me:secret@127.0.0.1:9/agents' });
    await expect(opening).rejects.toThrow(
      /^The agents' database postgres:\/\/127\.0\.0\.1:9\/agents cannot be used: nothing answers at this address.*ECONNREFUSED/,
    );
    await expect(opening).rejects.not.toThrow('secret');
    await expect(openAgentStorage({ url: 'postgres://127.0.0.1:9/x', schema: 'a"b' })).rejects.toThrow(
      'the name of its schema may have lower-case letters',
    );
  });

  it.each(absent)('says why the database of a server is not there: %s', async (url, message) => {
    await expect(openAgentStorage({ url })).rejects.toThrow(message);
  });
});
