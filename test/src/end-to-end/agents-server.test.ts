import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '@langchain/langgraph-sdk';
import { type Script, ScriptedEngine } from '@leeward/mixtral-llm/testing';
import pg from 'pg';
import { takeLogLines } from '../fixtures/log-lines.js';
import { type ServedApi, serveSettings } from '../fixtures/serve.js';

const question = { messages: [{ role: 'user', content: 'Where is the quay?' }] };
const forbidden = 'lanternword';

/** Answers with the word that one policy forbids. */
const answer: Script = () => ['At the ', forbidden, '.'];

function toClient({ url }: ServedApi, apiKey = 'none'): Client {
  return new Client({ apiUrl: url, apiKey, callerOptions: { maxRetries: 0 } });
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leeward-agents-server-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('agents under keys, for pages of other origins', () => {
  const origin = 'https://chat.example.org';
  let api: ServedApi;
  beforeAll(async () => {
    const hash = (key: string): string => createHash('sha256').update(key).digest('hex');
    const keys = [
      { name: 'plain', sha256: hash('key-of-plain') },
      { name: 'careful', sha256: hash('key-of-careful'), policy: 'careful' },
      { name: 'chooser', sha256: hash('key-of-chooser'), choices: ['careful'] },
    ];
    const policies = await mkdtemp(join(folder, 'policies-'));
    await writeFile(join(folder, 'keys.json'), JSON.stringify({ keys }));
    await writeFile(join(folder, 'agents.yaml'), 'agents: { helper: {} }');
    await writeFile(
      join(policies, 'careful.yaml'),
      `{ name: careful, version: "1", rules: [{ name: word, words: [${forbidden}], stages: [output] }] }`,
    );
    api = await serveSettings(new ScriptedEngine(answer), {
      API_KEYS_PATH: join(folder, 'keys.json'),
      AGENTS_PATH: join(folder, 'agents.yaml'),
      POLICIES_PATH: policies,
      CORS_ORIGINS: origin,
      AUDIT_LOG: 'off',
    });
  });
  afterAll(() => api?.close());

  it('moderates what a run writes under the policy of its key', async () => {
    expect(
      JSON.stringify(await toClient(api, 'key-of-plain').runs.wait(null, 'helper', { input: question })),
    ).toContain(forbidden);
    const client = toClient(api, 'key-of-careful');
    const { thread_id: id } = await client.threads.create();
    const values = await client.runs.wait(id, 'helper', { input: question, raiseError: false });
    const kept = [values, await client.threads.getState(id), await client.threads.getHistory(id)];
    expect(JSON.stringify(kept)).not.toContain(forbidden);
    expect(JSON.stringify(kept)).toContain('Where is the quay?');
  });

  it('moderates a run under the policy that its request names, also in the background', async () => {
    const headers = { 'x-leeward-policy': 'careful' };
    const client = new Client({ apiUrl: api.url, apiKey: 'key-of-chooser', defaultHeaders: headers });
    const { thread_id: id } = await client.threads.create();
    const { run_id: runId } = await client.runs.create(id, 'helper', { input: question });
    await client.runs.join(id, runId).catch(() => undefined);
    expect(JSON.stringify(await client.threads.getState(id))).not.toContain(forbidden);
    const refused = new Client({ apiUrl: api.url, apiKey: 'key-of-plain', defaultHeaders: headers });
    await expect(refused.runs.wait(null, 'helper', { input: question })).rejects.toThrow(/403/);
  });

  it.each(['/threads', '/threads/search', '/runs/stream', '/assistants/search', '/info'])(
    'answers the preflight of LangGraph’s clients and Agent Chat UI for %s',
    async (path) => {
      const asked = ['content-type', 'x-api-key', 'x-auth-scheme', 'last-event-id', 'authorization'];
      const method = path === '/info' ? 'GET' : 'POST';
      const response = await fetch(api.url + path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': method,
          'access-control-request-headers': asked.join(','),
        },
      });
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
      expect(response.headers.get('access-control-allow-methods')).toContain(method);
      expect(response.headers.get('access-control-allow-headers')?.split(',')).toEqual(asked);
    },
  );

  it('lets pages read the headers by which clients find a run and go on with its stream', async () => {
    const client = toClient(api, 'key-of-plain');
    const { thread_id: id } = await client.threads.create();
    const response = await fetch(`${api.url}/threads/${id}/runs/stream`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json', 'x-api-key': 'key-of-plain', 'x-auth-scheme': 'key' },
      body: JSON.stringify({ assistant_id: 'helper', input: question, stream_resumable: true }),
    });
    await response.text();
    const exposed = response.headers.get('access-control-expose-headers')?.split(',') ?? [];
    expect(exposed).toEqual(expect.arrayContaining(['location', 'content-location', 'x-pagination-total']));
    const [run] = await client.runs.list(id);
    const path = `/threads/${id}/runs/${run?.run_id ?? ''}`;
    expect(response.headers.get('content-location')).toBe(path);
    expect(response.headers.get('location')).toBe(`${path}/stream`);
    const foreign = await fetch(`${api.url}/ok`, {
      headers: { origin: 'https://other.example.org', 'x-api-key': 'key-of-plain' },
    });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('speaks in LangGraph’s form of an approval that is not there', async () => {
    for (const [path, code] of [
      ['/v1/approvals/none', 'APPROVAL_MISSING'],
      ['/v1/approvals/none/more', 'not_found'],
    ] as const) {
      const response = await fetch(api.url + path, { headers: { 'x-api-key': 'key-of-plain' } });
      expect([response.status, await response.json()]).toEqual([404, { code, detail: expect.any(String) }]);
    }
  });

  it('refuses a wrong file on its reload, tells why, and serves the agents from before', async () => {
    const client = toClient(api, 'key-of-plain');
    const log = takeLogLines();
    try {
      await writeFile(join(folder, 'agents.yaml'), 'agents:\n  second:\n    instruction: Be short.\n');
      const find = (): string | undefined => log.lines.find((line) => line.includes('stay in force'));
      while (find() === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(find()).toMatch(/agents\.yaml:3.*instruction/);
    } finally {
      log.stop();
    }
    expect((await client.assistants.search()).map(({ graph_id: name }) => name)).toEqual(['helper']);
    expect(await client.runs.wait(null, 'helper', { input: question })).toHaveProperty('messages');
    await expect(client.runs.wait(null, 'second', { input: question })).rejects.toThrow(/404/);
  });
});

describe('a key that encrypts what agents store', () => {
  const serve = (data: string, key?: string): Promise<ServedApi> =>
    serveSettings(new ScriptedEngine(answer), {
      DATA_PATH: data,
      AUDIT_LOG: 'off',
      ...(key !== undefined && { AGENTS_ENCRYPTION_KEY: key }),
    });

  it('reads threads after a restart, and another key or none ends the start', async () => {
    const data = await mkdtemp(join(folder, 'encrypted-'));
    const key = randomBytes(32).toString('hex');
    let api = await serve(data, key);
    const { thread_id: id } = await toClient(api).threads.create();
    await toClient(api).runs.wait(id, 'assistant', { input: question });
    await api.close();
    await expect(serve(data, randomBytes(32).toString('hex'))).rejects.toThrow(/AGENTS_ENCRYPTION_KEY: /);
    await expect(serve(data)).rejects.toThrow(/AGENTS_ENCRYPTION_KEY: /);
    api = await serve(data, key);
    expect(JSON.stringify(await toClient(api).threads.getState(id))).toContain(forbidden);
    await api.close();
  });
});

/** The server of PostgreSQL to test with, where there is one. */
const databaseUrl = process.env['TEST_DATABASE_URL'];
const database = `leeward_${randomBytes(6).toString('hex')}`;

async function query(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(text);
  await client.end();
}

type Place = readonly [name: string, toSettings: () => Promise<Readonly<Record<string, string>>>];
const places: readonly Place[] = [
  ['a file of SQLite', async () => ({ DATA_PATH: await mkdtemp(join(folder, 'sqlite-')) })],
  ...(databaseUrl === undefined
    ? []
    : [
        [
          'PostgreSQL',
          async () => {
            await query(`CREATE DATABASE ${database}`);
            return { DATABASE_URL: new URL(`/${database}`, databaseUrl).href };
          },
        ] as const,
      ]),
];

describe('a server that stops in the middle of a run', () => {
  afterAll(async () => {
    if (databaseUrl !== undefined) await query(`DROP DATABASE ${database} WITH (FORCE)`);
  });

  it.each(places)(
    'goes on with it after its restart, and has its threads in %s',
    async (_, toSettings) => {
      const settings = { AUDIT_LOG: 'off', ...(await toSettings()) };
      let asked = 0;
      const hanging = new ScriptedEngine(async function* () {
        asked += 1;
        yield 'At the ';
        await new Promise(() => undefined);
      });
      let api = await serveSettings(hanging, settings);
      const { thread_id: id } = await toClient(api).threads.create({ metadata: { topic: 'quays' } });
      const { run_id: runId } = await toClient(api).runs.create(id, 'assistant', { input: question });
      while (asked === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      // Its ten seconds are over, and the run is given back.
      await api.close();
      api = await serveSettings(new ScriptedEngine(answer), settings);
      await toClient(api).runs.join(id, runId);
      expect(await toClient(api).runs.get(id, runId)).toMatchObject({ status: 'success' });
      expect(await toClient(api).threads.search({ metadata: { topic: 'quays' } })).toMatchObject([{ thread_id: id }]);
      const { values } = await toClient(api).threads.getState<{ messages: { content: string }[] }>(id);
      expect(values.messages.map(({ content }) => content)).toEqual(['Where is the quay?', `At the ${forbidden}.`]);
      await toClient(api).threads.delete(id);
      await expect(toClient(api).threads.get(id)).rejects.toThrow(/404/);
      await api.close();
    },
    60_000,
  );
});
