/**
 * Proves that agents lose nothing and act once, while their servers are killed in the middle of their work.
 *
 * Two servers share one storage. Each thread gets a run with effects; a server is killed every few seconds, and started again. A person
 * decides about effects of which nobody knows whether they happened: those that did are answered, the others run again.
 * Usage: npm run soak:agents [-- threads]   (TEST_DATABASE_URL: PostgreSQL in place of a file of SQLite)
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import cliProgress from 'cli-progress';
import pg from 'pg';
import compileSources from '../../jest.compiled-sources.mjs';
import { printTable } from './report.mjs';

await compileSources();
const { AgentProcess, readEffects } = await import('../../libs/agents/out-jest/testing/agent-process.js');

const threads = Number(process.argv[2] ?? 200);
const concurrency = 20;
const effectsPerRun = 3;
/** Milliseconds between two kills, and for one effect. */
const killEvery = 4_000;
const effectTime = 100;
/** Milliseconds after which a run that has not ended counts as lost. */
const longestRun = 300_000;

const url = process.env.TEST_DATABASE_URL;
const folder = await mkdtemp(join(tmpdir(), 'soak-agents-'));
const file = join(folder, 'effects');
await writeFile(file, '');
const schema = `soak_${randomBytes(6).toString('hex')}`;
const attempts = 1_000;
const task = {
  storage: {
    ...(url === undefined ? { path: join(folder, 'agents.db') } : { url, schema }),
    limits: { attemptsPerRun: attempts },
  },
  file,
  pause: effectTime,
  options: { leaseMilliseconds: 3_000, pollMilliseconds: 100, concurrency: 10, attempts },
};

const servers = await Promise.all([AgentProcess.start(task), AgentProcess.start(task)]);
const counts = { 'runs that ended well': 0, lost: 0, kills: 0, 'questions to a person': 0, 'effects run again': 0 };
const begun = performance.now();
let isOver = false;

/** Kills one server after another, and starts it again. */
async function killServers() {
  for (let index = 0; !isOver; index = 1 - index) {
    await pause(killEvery);
    if (isOver) return;
    counts.kills += 1;
    await servers[index].kill();
    servers[index] = await AgentProcess.start(task);
  }
}

/** Sends a request until a server answers it. */
async function ask(method, path, body) {
  for (let tries = 0; ; tries += 1) {
    try {
      const response = await fetch(servers[tries % 2].url + path, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(20_000),
      });
      const answer = await response.json();
      if (response.status < 500) return { status: response.status, answer };
    } catch {
      // The server was killed.
    }
    await pause(50);
  }
}

async function createRun(id, key) {
  await ask('POST', '/threads', { thread_id: id, if_exists: 'do_nothing' });
  const run = {
    assistant_id: 'effects',
    input: { messages: [{ role: 'user', content: `note:${key}:${effectsPerRun}` }] },
  };
  for (;;) {
    // An answer that was lost says nothing about the run.
    const { answer: runs } = await ask('GET', `/threads/${id}/runs`);
    if (runs.length > 0) return;
    await ask('POST', `/threads/${id}/runs`, run);
  }
}

/** Answers the questions of a thread, as a person who has looked. */
async function decide(id) {
  const { answer } = await ask('GET', `/v1/approvals?status=pending&thread_id=${id}`);
  for (const { approval_id: approval, action_requests: calls } of answer.approvals) {
    const done = readEffects(file);
    const decisions = calls.map(({ args }) =>
      done.has(args.key) ? { type: 'respond', message: 'It is noted.', by: 'soak' } : { type: 'approve', by: 'soak' },
    );
    const { status } = await ask('POST', `/v1/approvals/${approval}`, { decisions });
    if (status !== 202) continue;
    counts['questions to a person'] += 1;
    counts['effects run again'] += decisions.filter(({ type }) => type === 'approve').length;
  }
}

async function one(number) {
  const id = randomUUID();
  const key = `soak${number}`;
  await createRun(id, key);
  for (const end = performance.now() + longestRun; performance.now() < end; await pause(200)) {
    const { answer: thread } = await ask('GET', `/threads/${id}`);
    if (thread.status === 'interrupted') await decide(id);
    if (thread.status === 'idle' && thread.values?.messages?.at(-1)?.content === `Done with ${key}.`) {
      counts['runs that ended well'] += 1;
      return;
    }
    if (thread.status === 'error') break;
  }
  counts.lost += 1;
  const { answer: thread } = await ask('GET', `/threads/${id}`);
  process.stderr.write(`\nlost: ${id} ${thread.status} ${thread.error ?? ''}\n`);
}

const bar = new cliProgress.SingleBar(
  { format: '[{bar}] {value}/{total} threads, {kills} kills' },
  cliProgress.Presets.shades_classic,
);
bar.start(threads, 0, { kills: 0 });
const killing = killServers();
let started = 0;
let ended = 0;
const lane = async () => {
  while (started < threads) {
    started += 1;
    await one(started);
    ended += 1;
    bar.update(ended, { kills: counts.kills });
  }
};
await Promise.all(Array.from({ length: concurrency }, lane));
isOver = true;
bar.stop();
await killing;
await Promise.all(servers.map((server) => server.stop()));

const effects = readEffects(file);
const wanted = Array.from({ length: threads }, (_, index) =>
  Array.from({ length: effectsPerRun }, (__, effect) => `soak${index + 1}-${effect}`),
).flat();
const figures = {
  storage: url === undefined ? 'SQLite' : 'PostgreSQL',
  threads,
  ...counts,
  effects: wanted.filter((key) => effects.has(key)).length,
  'effects missing': wanted.filter((key) => !effects.has(key)).length,
  'effects twice': [...effects.values()].filter((processes) => processes.length > 1).length,
  seconds: Math.round((performance.now() - begun) / 1_000),
};
printTable(Object.entries(figures).map(([figure, value]) => ({ figure, value })));
if (url !== undefined) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
  await client.end();
}
await rm(folder, { recursive: true });
process.exitCode = figures.lost + figures['effects missing'] + figures['effects twice'] === 0 ? 0 : 1;
