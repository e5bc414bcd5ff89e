import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createModerator } from '@leeward/moderation';
import Database from 'libsql';
import pg from 'pg';
import { openAgentStorage } from '../storage/index.js';
import {
  databaseUrl,
  type StorageSubject,
  toPostgresSubject,
  toSqliteFileSubject,
} from '../storage/testing/storage-subjects.js';
import { startAgentsApp } from '../testing/agents-app.js';
import { createGuardedAgent } from '../testing/guarded-agents.js';

type Place = Awaited<ReturnType<StorageSubject['create']>>;
type ReadAll = (place: Place) => Promise<string>;

/** Reads every row of every table, and the files themselves. */
async function readSqlite({ path = '' }: Place): Promise<string> {
  const database = new Database(path);
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[];
  const rows = tables.map(({ name }) => JSON.stringify(database.prepare(`SELECT * FROM "${name}"`).all()));
  database.close();
  const files = await readdir(dirname(path));
  const texts = await Promise.all(files.map((file) => readFile(join(dirname(path), file), 'latin1')));
  return [...rows, ...texts].join('\n');
}

async function readPostgres({ schema = '' }: Place): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const tables = await client.query<{ tablename: string }>('SELECT tablename FROM pg_tables WHERE schemaname = $1', [
    schema,
  ]);
  const rows: string[] = [];
  for (const { tablename } of tables.rows) {
    const found = await client.query(`SELECT row_to_json(one)::text AS row FROM "${schema}"."${tablename}" one`);
    rows.push(JSON.stringify(found.rows));
  }
  await client.end();
  return rows.join('\n');
}

const subjects: readonly (readonly [string, StorageSubject, ReadAll])[] = [
  ['a file of SQLite', toSqliteFileSubject(), readSqlite],
  // Only a server lets others read its tables.
  ...(databaseUrl === undefined ? [] : [['PostgreSQL', toPostgresSubject(), readPostgres] as const]),
];

describe('a thread that is deleted over REST', () => {
  afterAll(async () => {
    for (const [, subject] of subjects) await subject.stop();
  });

  it.each(subjects)('leaves no row in any table, and no text, of %s', async (_, subject, readAll) => {
    const place = await subject.create();
    const moderator = createModerator();
    const { served } = createGuardedAgent(moderator);
    const storage = await openAgentStorage(place);
    const server = await startAgentsApp({ agents: { guarded: served }, moderator, storage });
    const say = (content: string) => ({ input: { messages: [{ role: 'user', content }] } });
    const metadata = { note: 'farewellnote' };
    const { thread_id: id } = await server.client.threads.create({ metadata });
    await server.client.runs.wait(id, 'guarded', { ...say('farewellword'), metadata });
    await server.client.runs.wait(id, 'guarded', say('pay:5'));
    const headers = { 'content-type': 'application/json', 'x-caller': 'tester' };
    const list = await fetch(`${server.url}/v1/approvals?thread_id=${id}`, { headers });
    const { approvals } = (await list.json()) as { approvals: { approval_id: string }[] };
    const body = JSON.stringify({ type: 'approve', reason: 'farewellreason' });
    const path = `${server.url}/v1/approvals/${approvals[0]?.approval_id ?? ''}`;
    expect((await fetch(path, { method: 'POST', headers, body })).status).toBe(202);
    const runs = await server.client.runs.list(id);
    for (const { run_id: run } of runs) await server.client.runs.join(id, run).catch(() => undefined);
    await server.client.runs.wait(id, 'guarded', say('pay:6'));
    const before = await readAll(place);
    for (const text of [id, 'farewellword', 'farewellnote', 'farewellreason']) expect(before).toContain(text);
    await server.client.threads.delete(id);
    const after = await readAll(place);
    await server.close();
    for (const text of [id, ...runs.map(({ run_id: run }) => run), 'farewell']) expect(after).not.toContain(text);
    expect(await readAll(place)).not.toContain('farewell');
  });
});
