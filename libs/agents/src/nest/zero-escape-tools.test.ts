import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { FakeEmbeddings } from '@langchain/core/utils/testing';
import { AuditLog, createModerator, definePolicy, verifyAuditLog } from '@leeward/moderation';
import fc from 'fast-check';
import { z } from 'zod';
import { openAgentStorage } from '../storage/index.js';
import { type AgentsApp, startAgentsApp } from '../testing/agents-app.js';
import { AgentsFolder, toHost } from '../testing/agents-folder.js';
import { RuleChatModel } from '../testing/rule-chat-model.js';
import { recordTool } from '../testing/tool-fixtures.js';

const forbidden = 'quayleak';
const threads: string[] = [];
const headers = { 'content-type': 'application/json', 'x-caller': 'tester' };
let folder: AgentsFolder;
let pages: Server;
let auditLog: AuditLog;
let server: AgentsApp;
let answers = '';
let log = '';
const spies = [process.stdout, process.stderr].map((stream) =>
  jest.spyOn(stream, 'write').mockImplementation((text) => {
    log += String(text);
    return true;
  }),
);

/** A text that no moderator sees before a tool or the model turns it round. */
const turn = (text: string): string => [...text].reverse().join('');
const schema = z.object({ text: z.string() });
const readText = (args: unknown): string => (args as z.infer<typeof schema>).text;
const given = { turn_round: (args: unknown) => turn(readText(args)), echo: (args: unknown) => readText(args) };
const tools = {
  turn_round: recordTool('turn_round', {}, given.turn_round, schema).tool,
  echo: recordTool('echo', {}, given.echo, schema).tool,
  pay: recordTool('pay', { effect: 'external' }, given.echo, schema).tool,
  fail: recordTool(
    'fail',
    {},
    (args) => {
      throw new Error(given.turn_round(args));
    },
    schema,
  ).tool,
};

/** The calls by which a text comes into a run, each with the text as the question has it. */
const calls: Readonly<Record<string, (turned: string) => { readonly name: string; readonly args: object }>> = {
  arguments: (turned) => ({ name: 'echo', args: { text: turn(turned) } }),
  'arguments that wait': (turned) => ({ name: 'pay', args: { text: turn(turned) } }),
  results: (turned) => ({ name: 'turn_round', args: { text: turned } }),
  errors: (turned) => ({ name: 'fail', args: { text: turned } }),
  pages: (turned) => ({ name: 'http_get', args: { url: `${readUrl()}/${encodeURIComponent(turned)}` } }),
  queries: (turned) => ({ name: 'search_documents', args: { query: turn(turned) } }),
  documents: () => ({ name: 'search_documents', args: { query: 'harbour' } }),
};

const model = new RuleChatModel((messages) => {
  const last = messages.at(-1);
  if (last instanceof ToolMessage) return { pieces: ['Result: ', ...(last.text.match(/.{1,5}/gs) ?? [])] };
  const asked = messages.findLast((message) => HumanMessage.isInstance(message))?.text ?? '';
  const end = asked.indexOf(':');
  const call = calls[asked.slice(0, end)]?.(asked.slice(end + 1));
  if (call === undefined) return { pieces: ['Which?'] };
  return { pieces: [], toolCalls: [{ id: `call-${messages.length}`, name: call.name, args: { ...call.args } }] };
});

function readUrl(): string {
  return `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  folder = await AgentsFolder.create();
  pages = createServer(({ url = '' }, response) => {
    response.setHeader('content-type', 'text/plain');
    response.end(turn(decodeURIComponent(url.slice(1))));
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  await mkdir(folder.at('docs'));
  await folder.write('docs/good.md', 'The harmless harbour has a ferry.');
  await folder.write('docs/bad.md', `The harbour has a ${forbidden}.`);
  await mkdir(folder.at('kept'));
  auditLog = await AuditLog.open(folder.at('kept/audit.jsonl'));
  const rules = [{ name: 'quay', words: [forbidden] }];
  const categories = { 'x/rules': { action: 'block' } } as const;
  const policy = definePolicy({ name: 'test', version: '1', rules, categories });
  const moderator = createModerator({ policy, auditSink: auditLog });
  const agents = await folder.open(
    `
documents: { handbook: { folder: docs } }
agents:
  worker:
    tools:
      code: [turn_round, echo, pay, fail]
      http_get: { hosts: ['${readUrl()}'], private_addresses: true }
      search_documents: handbook
    approvals: { pay: always }
    information_flow: { untrusted: allow }
`,
    toHost([], {
      models: { default: () => model },
      findModerator: () => moderator,
      tools,
      embeddings: { name: 'fake', model: new FakeEmbeddings() },
      dataFolder: folder.at('kept'),
      onDecision: (decision) => auditLog.append(decision),
    }),
  );
  const storage = await openAgentStorage({ path: folder.at('kept/agents.db') });
  server = await startAgentsApp({ agents, storage, moderator });
});

afterAll(async () => {
  for (const spy of spies) spy.mockRestore();
  await server?.close();
  await auditLog?.close();
  pages.closeAllConnections();
  pages.close();
  await folder.close();
});

async function send(method: string, path: string, body?: unknown): Promise<void> {
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  answers += await (await fetch(server.url + path, init)).text();
}

/** Runs the agent on a thread of its own that is kept, in all modes of streams. */
async function run(act: string, text: string): Promise<void> {
  const id = randomUUID();
  threads.push(id);
  await send('POST', `/threads/${id}/runs/stream`, {
    assistant_id: 'worker',
    if_not_exists: 'create',
    input: { messages: [{ role: 'user', content: `${act}:${turn(text)}` }] },
    stream_mode: [
      'values',
      'updates',
      'messages',
      'messages-tuple',
      'custom',
      'events',
      'debug',
      'tasks',
      'checkpoints',
    ],
  });
}

async function readKept(): Promise<string> {
  const names = await readdir(folder.at('kept'), { recursive: true });
  const paths = names.map((name) => join(folder.at('kept'), name));
  const texts = paths.map(async (path) => ((await stat(path)).isFile() ? readFile(path, 'latin1') : ''));
  return (await Promise.all(texts)).join('\n');
}

it.each(Object.keys(calls))('runs a real call of a tool with a harmless text: %s', async (act) => {
  answers = '';
  await run(act, 'harmless');
  expect(answers.includes('harmless')).toBe(true);
});

it('lets no forbidden text of a call out: no client, state, export, file, index, log or audit has it', async () => {
  const words = fc.string({ unit: 'grapheme-ascii', maxLength: 20 });
  const attack = fc.tuple(fc.constantFrom(...Object.keys(calls)), words, words);
  await fc.assert(
    fc.asyncProperty(attack, async ([act, before, after]) => {
      answers = '';
      await run(act, `${before} ${forbidden} ${after}`);
      expect(answers).toContain('event: ');
      expect(answers).not.toContain(forbidden);
    }),
    { seed: 12, numRuns: 14, examples: Object.keys(calls).map((act) => [[act, 'a', 'b']]) },
  );
  answers = '';
  await send('POST', '/threads/search', { limit: 100 });
  for (const id of threads) {
    await send('GET', `/threads/${id}/state?subgraphs=true`);
    await send('GET', `/threads/${id}/export`);
  }
  await send('GET', '/v1/approvals?limit=100');
  expect(answers).toContain('harmless');
  expect(answers).not.toContain(forbidden);
  const kept = await readKept();
  expect(kept).toContain('agent-decision');
  expect(kept).toContain('harmless harbour');
  expect(kept).not.toContain(forbidden);
  expect(log).not.toContain(forbidden);
  expect(await verifyAuditLog(folder.at('kept/audit.jsonl'))).toMatchObject({ isIntact: true });
}, 60_000);
