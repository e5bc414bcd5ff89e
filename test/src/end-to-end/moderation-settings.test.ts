import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { verifyAuditLog } from '@leeward/moderation';
import { type ServedApi, serveSettings } from '../fixtures/serve.js';

const createPolicy = (version: string, word: string) =>
  `name: mine\nversion: "${version}"\nrules:\n  - { name: projects, words: [${word}] }\n`;

describe('the moderation stage by settings', () => {
  let folder: string;
  const at = (file: string) => join(folder, file);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moderation-settings-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function serving(variables: Record<string, string>, use: (api: ServedApi) => Promise<void>): Promise<void> {
    const api = await serveSettings(new ScriptedEngine(() => ['Good ', 'day.']), variables);
    try {
      await use(api);
    } finally {
      await api.close();
    }
  }

  const moderate = async (api: ServedApi, input: string) => {
    const { model, results } = await api.client.moderations.create({ input });
    return { model, flagged: results[0]?.flagged };
  };

  it('puts a changed policy in force without a restart', async () => {
    await writeFile(at('policy.yaml'), createPolicy('1', 'project bluebird'));
    await serving({ POLICY_PATH: at('policy.yaml') }, async (api) => {
      expect(await moderate(api, 'project bluebird')).toEqual({ model: 'leeward-mine-1', flagged: true });
      expect(await moderate(api, 'project redstart')).toEqual({ model: 'leeward-mine-1', flagged: false });
      await writeFile(at('policy.yaml'), createPolicy('2', 'project redstart'));
      while ((await moderate(api, '')).model !== 'leeward-mine-2')
        await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await moderate(api, 'project redstart')).toEqual({ model: 'leeward-mine-2', flagged: true });
    });
  });

  it('records every decision in a chained file without text, and continues the chain after a restart', async () => {
    const settings = { AUDIT_LOG_PATH: at('audit.jsonl'), AUDIT_KEY: 'a key of the audit log' };
    for (let start = 0; start < 2; start++) {
      await serving(settings, async (api) => {
        await api.client.chat.completions.create({
          model: 'default',
          messages: [{ role: 'user', content: 'Hello from jane.doe@harbour.com' }],
        });
      });
    }
    const lines = (await readFile(at('audit.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['input', 'output']));
    expect(lines[0]).toMatchObject({
      outcome: 'redact',
      requestId: expect.stringMatching(/^chatcmpl-/),
      policyName: 'balanced',
      sequence: 1,
    });
    expect(JSON.stringify(lines)).not.toMatch(/jane|Good/);
    expect(await verifyAuditLog(at('audit.jsonl'), { key: settings.AUDIT_KEY })).toMatchObject({
      isIntact: true,
      lines: lines.length,
    });
    await writeFile(at('audit.jsonl'), (await readFile(at('audit.jsonl'), 'utf8')).replace('"redact"', '"allow"'));
    await expect(serving(settings, async () => undefined)).rejects.toThrow(/audit\.jsonl is broken at line 1/);
  });

  it('is not ready while decisions cannot be recorded, and lets no text pass', async () => {
    const settings = { AUDIT_LOG_PATH: at('failing.jsonl'), AUDIT_KEY: 'a key of the audit log', AUDIT_SYNC: 'each' };
    await serving(settings, async (api) => {
      const ready = () => fetch(`${api.url}/health/ready`);
      expect(await (await ready()).json()).toEqual({ status: 'ok', model: expect.any(String) });
      await writeFile(at('failing.jsonl'), 'written by another process\n');
      await expect(api.client.moderations.create({ input: 'Hello' })).rejects.toMatchObject({ status: 503 });
      const answer = await ready();
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      expect(await answer.json()).toMatchObject({ error: { code: 'audit_log_failing' } });
      expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
    });
  });

  it('stays ready while decisions cannot be recorded if the policy allows it, and says so', async () => {
    await writeFile(at('lenient.yaml'), 'name: lenient\nversion: "1"\naudit: { onError: allow }\n');
    const settings = {
      POLICY_PATH: at('lenient.yaml'),
      AUDIT_LOG_PATH: at('lenient.jsonl'),
      AUDIT_KEY: 'a key of the audit log',
    };
    await serving(settings, async (api) => {
      await writeFile(at('lenient.jsonl'), 'written by another process\n');
      expect(await moderate(api, 'Hello')).toMatchObject({ flagged: false });
      expect(await (await fetch(`${api.url}/health/ready`)).json()).toMatchObject({ status: 'ok', audit: 'failing' });
    });
  });

  it('recovers an unfinished last line of the audit log at the start', async () => {
    const settings = { AUDIT_LOG_PATH: at('torn.jsonl'), AUDIT_KEY: 'a key of the audit log' };
    const use = async (api: ServedApi): Promise<void> => void (await moderate(api, 'Hello'));
    await serving(settings, use);
    await writeFile(at('torn.jsonl'), (await readFile(at('torn.jsonl'), 'utf8')).slice(0, -50));
    await serving(settings, use);
    expect(await verifyAuditLog(at('torn.jsonl'), { key: settings.AUDIT_KEY })).toMatchObject({
      isIntact: true,
      lines: 2,
      recoveries: 1,
    });
  });

  it('answers 401 to every request when the list of keys is empty', async () => {
    await writeFile(at('no-keys.yaml'), 'keys: []\n');
    await serving({ API_KEYS_PATH: at('no-keys.yaml') }, async (api) => {
      await expect(api.client.moderations.create({ input: 'Hello' })).rejects.toMatchObject({ status: 401 });
    });
  });

  it('tries a candidate policy in the shadow, and reports where it differs', async () => {
    await writeFile(at('shadow.yaml'), 'extends: strict\nname: candidate\nversion: "5"\n');
    const written: string[] = [];
    const stdout = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((line) => Boolean(written.push(String(line))));
    try {
      await serving({ SHADOW_POLICY_PATH: at('shadow.yaml') }, async (api) => {
        const answer = await api.client.chat.completions.create({
          model: 'default',
          messages: [{ role: 'user', content: 'Well, shit happens.' }],
        });
        expect(answer.choices[0]?.message.content).toBe('Good day.');
        // The shadow policy reports after the answer was sent.
        while (!written.some((line) => line.startsWith('{"shadow"'))) {
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      });
    } finally {
      stdout.mockRestore();
    }
    const differences = written.flatMap((line) =>
      line.startsWith('{"shadow"') ? [(JSON.parse(line) as { shadow: object }).shadow] : [],
    );
    expect(differences).toEqual([
      {
        requestId: expect.any(String),
        stage: 'input',
        path: 'messages[0].content',
        active: expect.objectContaining({ policyName: 'balanced', outcome: 'allow' }),
        candidate: expect.objectContaining({ policyName: 'candidate', outcome: 'block' }),
      },
    ]);
  });

  it('asks a service, whose findings count and whose failure lets no text pass', async () => {
    const asked: { readonly key: string | undefined; readonly input: readonly string[] }[] = [];
    const categories = [
      'harassment',
      'harassment/threatening',
      'hate',
      'hate/threatening',
      'illicit',
      'illicit/violent',
      'self-harm',
      'self-harm/instructions',
      'self-harm/intent',
      'sexual',
      'sexual/minors',
      'violence',
      'violence/graphic',
    ];
    const service = createServer((request, response) => {
      let body = '';
      request
        .on('data', (piece) => (body += String(piece)))
        .on('end', () => {
          const { input } = JSON.parse(body) as { input: string[] };
          asked.push({ key: request.headers.authorization, input });
          const results = input.map((text) => ({
            category_scores: Object.fromEntries(
              categories.map((category) => [category, category === 'hate' && text.includes('elves') ? 0.9 : 0.01]),
            ),
          }));
          response
            .writeHead(input.some((text) => text.includes('expired')) ? 401 : 200, {
              'Content-Type': 'application/json',
            })
            .end(JSON.stringify({ id: 'modr-1', model: 'm', results }));
        });
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    const settings = {
      OPENAI_MODERATION_KEY: 'service-key',
      OPENAI_MODERATION_URL: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
      JUDGE_STAGES: 'input',
    };
    try {
      await serving(settings, async ({ client }) => {
        const ask = (content: string) =>
          client.chat.completions.create({ model: 'default', messages: [{ role: 'user', content }] });
        expect((await ask('Hello')).choices[0]?.message.content).toBe('Good day.');
        await expect(ask('I loathe elves')).rejects.toMatchObject({
          status: 400,
          code: 'content_filter',
          error: { categories: ['hate'] },
        });
        await expect(ask('Has it expired?')).rejects.toMatchObject({ status: 503, code: 'moderation_unavailable' });
      });
    } finally {
      await new Promise((resolve) => service.close(resolve));
    }
    // At the input stage, and at no other.
    expect(asked.map(({ input }) => input)).toEqual([['Hello'], ['I loathe elves'], ['Has it expired?']]);
    expect(new Set(asked.map(({ key }) => key))).toEqual(new Set(['Bearer service-key']));
  });

  it('lets no text pass while its guard is not loaded', async () => {
    await serving({ GUARD: 'self-check' }, async ({ client }) => {
      await expect(client.moderations.create({ input: 'Hello' })).rejects.toMatchObject({
        status: 503,
        code: 'moderation_unavailable',
      });
    });
  });

  it.each([
    {
      name: 'a missing folder of policies',
      variables: { POLICIES_PATH: '/nowhere/policies' },
      problem: '/nowhere/policies',
    },
    {
      name: 'a missing shadow',
      variables: { SHADOW_POLICY_PATH: '/nowhere/shadow.yaml' },
      problem: '/nowhere/shadow.yaml',
    },
    {
      name: 'an audit log that cannot be written',
      variables: { AUDIT_LOG_PATH: '/nowhere/audit.jsonl', AUDIT_KEY: 'a key of the audit log' },
      problem: '/nowhere/audit.jsonl',
    },
    {
      name: 'an audit log without a key',
      variables: { AUDIT_LOG_PATH: '/nowhere/audit.jsonl' },
      problem: 'needs AUDIT_KEY',
    },
    { name: 'missing keys', variables: { API_KEYS_PATH: '/nowhere/keys.yaml' }, problem: '/nowhere/keys.yaml' },
  ])('does not start with $name', async ({ variables, problem }) => {
    await expect(serving(variables as unknown as Record<string, string>, async () => undefined)).rejects.toThrow(
      problem,
    );
  });
});
