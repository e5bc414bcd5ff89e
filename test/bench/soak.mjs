/**
 * Proves that the engine leaks nothing: every request ends, every sequence comes back, memory is flat after it has settled.
 *
 * It sends thousands of short requests with random callers, prefixes, grammars, aborts and time-outs to a tiny Mixtral.
 * Usage: npm run soak [-- requests]   (after `npm run build`)
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import cliProgress from 'cli-progress';
import { jsonSchemaToGrammar, LlamaProcessEngine, QueueFullError } from '@leeward/mixtral-llm';
import { writeTinyMixtral } from '@leeward/mixtral-llm/testing';
import { printTable, writeResults } from './report.mjs';

const requests = Number(process.argv[2] ?? 10_000);
/** The number of open requests: a few more than may run and wait, so that some are refused. */
const concurrency = 21;
const seed = 1;

let state = seed;
/** Draws a number from 0 to 1, the same in each run. */
function random() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}
const below = (limit) => Math.floor(random() * limit);

const grammars = [
  {
    type: 'object',
    properties: { name: { type: 'string', maxLength: 10 }, size: { type: 'integer', minimum: 0, maximum: 99 } },
    required: ['name'],
  },
  { enum: ['yes', 'no', 'maybe'] },
  { type: 'array', items: { type: 'boolean' }, maxItems: 5 },
].map((schema) => jsonSchemaToGrammar(schema).gbnf);

const folder = await mkdtemp(join(tmpdir(), 'soak-'));
const file = join(folder, 'tiny.gguf');
await writeTinyMixtral(file);
const incidents = [];
const engine = await LlamaProcessEngine.load({
  file,
  gpu: false,
  threads: 1,
  parallel: 8,
  maxQueued: 12,
  contextSize: 512,
  onIncident: (incident) => incidents.push(incident),
});

const prefixes = Array.from({ length: 5 }, (_, prefix) =>
  Array.from({ length: 40 }, (_, index) => 300 + prefix * 500 + index),
);
const ends = { answered: 0, aborted: 0, 'timed out': 0, 'queue full': 0, failed: 0 };

async function one() {
  const tokens = [
    1,
    ...prefixes[below(prefixes.length)],
    ...Array.from({ length: 1 + below(60) }, () => 300 + below(20_000)),
  ];
  const kind = random();
  const leave = new AbortController();
  const signal = kind < 0.1 ? AbortSignal.timeout(1 + below(30)) : leave.signal;
  const isAborted = kind >= 0.1 && kind < 0.25;
  const grammar = random() < 0.3 ? grammars[below(grammars.length)] : undefined;
  const stopAfter = below(10);
  let parts = 0;
  try {
    const request = {
      prompt: { tokens, spans: [], templateVersion: 'soak' },
      maxTokens: 1 + below(24),
      sampling: { temperature: 1, seed: below(1e6) },
      grammar,
      signal,
      caller: `caller ${below(6)}`,
    };
    for await (const part of engine.generate(request))
      if (isAborted && parts++ === stopAfter && part.type !== 'finish') leave.abort(new Error('left'));
    ends.answered++;
  } catch (error) {
    if (QueueFullError.isInstance(error)) {
      ends['queue full']++;
      await pause(100);
    } else if (leave.signal.aborted) ends.aborted++;
    else if (signal.aborted) ends['timed out']++;
    else {
      ends.failed++;
      process.stderr.write(`\n${error}\n`);
    }
  }
}

/** Reads the memory of the worker, in megabytes. */
function memory() {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(engine.processId)], { encoding: 'utf8' })) / 1024;
}

const bar = new cliProgress.SingleBar(
  { format: '[{bar}] {value}/{total} requests, {memory} MB' },
  cliProgress.Presets.shades_classic,
);
bar.start(requests, 0, { memory: '' });
const samples = [];
let started = 0;
let ended = 0;
const lane = async () => {
  while (started < requests) {
    started++;
    await one();
    ended++;
    if (ended % Math.ceil(requests / 100) === 0) samples.push({ requests: ended, megabytes: memory() });
    bar.update(ended, { memory: samples.at(-1)?.megabytes.toFixed(0) ?? '' });
  }
};
await Promise.all(Array.from({ length: concurrency }, lane));
bar.stop();

const left = engine.capacity();
const after = [];
for await (const part of engine.generate({
  prompt: { tokens: [1, 300], spans: [], templateVersion: 'soak' },
  maxTokens: 5,
}))
  after.push(part);
await engine.close();
await rm(folder, { recursive: true });

// The least-squares slope over the second half, when memory has settled.
const settled = samples.slice(Math.floor(samples.length / 2));
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const [meanX, meanY] = [
  mean(settled.map((sample) => sample.requests)),
  mean(settled.map((sample) => sample.megabytes)),
];
const slope =
  settled.reduce((sum, { requests: x, megabytes: y }) => sum + (x - meanX) * (y - meanY), 0) /
  settled.reduce((sum, { requests: x }) => sum + (x - meanX) ** 2, 0);
const figures = {
  ...ends,
  'sequences still held': left.active,
  'still queued': left.queued,
  crashes: incidents.length,
  'megabytes, first': samples[0].megabytes.toFixed(0),
  'megabytes, middle': settled[0].megabytes.toFixed(0),
  'megabytes, last': samples.at(-1).megabytes.toFixed(0),
  'megabytes more for each 1,000 requests, second half': (slope * 1000).toFixed(2),
};
printTable(Object.entries(figures).map(([figure, value]) => ({ figure, value })));
await writeResults(
  'soak',
  { requests, concurrency, seed, figures, samples },
  {
    title: 'Memory of the engine’s process',
    data: { values: samples },
    width: 480,
    mark: 'line',
    encoding: { x: { field: 'requests', type: 'quantitative' }, y: { field: 'megabytes', type: 'quantitative' } },
  },
);
if (ends.failed > 0 || left.active > 0 || left.queued > 0 || incidents.length > 0 || after.at(-1)?.type !== 'finish')
  process.exitCode = 1;
