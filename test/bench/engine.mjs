/**
 * Compares the engine with llama.cpp's own tools and with itself: ratios of one run, in which all take turns.
 * Usage: npm run bench:engine [-- rounds]   (after `npm run build`)
 * LLAMA_BENCH and LLAMA_SERVER are paths of llama.cpp's programs; without them their rows are left out.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { cacheDirectory, LlamaEngine, LlamaProcessEngine } from '@leeward/mixtral-llm';
import { benchmarkMixtral, writeTinyMixtral } from '@leeward/mixtral-llm/testing';
import {
  measureCallers,
  measureDecoding,
  freshTokens,
  generate,
  measureGrammar,
  measurePrefill,
  measureStall,
  measureTurns,
} from './engine/measures.mjs';
import { llamaBench, startLlamaServer } from './engine/peers.mjs';
import { printTable, spread, writeResults } from './report.mjs';

// A libuv pool of one counts only when it is set before a process starts.
if (process.env.UV_THREADPOOL_SIZE !== '1') {
  const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  });
  process.exit(status ?? 1);
}

const rounds = Number(process.argv[2] ?? 5);
const threads = Number(process.env.THREADS ?? availableParallelism());
const { LLAMA_BENCH, LLAMA_SERVER } = process.env;

async function modelFile() {
  const file = join(cacheDirectory(), 'benchmark-mixtral.gguf');
  if (existsSync(file)) return file;
  process.stderr.write('Writing a Mixtral of 628 million parameters …\n');
  await mkdir(cacheDirectory(), { recursive: true });
  await writeTinyMixtral(`${file}.part`, benchmarkMixtral);
  await rename(`${file}.part`, file);
  return file;
}

/** Measures the microseconds that the process boundary adds to each token, on a very small model. */
async function measureBoundaryCost(tiny) {
  const options = { file: tiny, gpu: false, threads: 1, parallel: 1, contextSize: 2048 };
  const [inside, outside] = [await LlamaEngine.load(options), await LlamaProcessEngine.load(options)];
  const perToken = async (engine) => {
    const { whole, usage } = await generate(engine, freshTokens(8), 1500);
    return (1000 * whole) / usage.completionTokens;
  };
  const costs = [];
  for (let round = 0; round < rounds; round++) {
    const own = await perToken(inside);
    costs.push((await perToken(outside)) - own);
  }
  await Promise.all([inside.close(), outside.close()]);
  return costs;
}

/** Measures the memory that stays after a model was loaded, used and unloaded, as a share of its peak. */
async function measureMemoryLeft(file) {
  const resident = () => process.memoryUsage.rss();
  const before = resident();
  const engine = await LlamaEngine.load({ file, gpu: false, threads, parallel: 8, contextSize: 4096 });
  await measureCallers(engine, 8);
  const taken = resident() - before;
  await engine.close();
  return (resident() - before) / taken;
}

const file = await modelFile();
const folder = await mkdtemp(join(tmpdir(), 'bench-engine-'));
const tiny = join(folder, 'tiny.gguf');
await writeTinyMixtral(tiny);
// The first load also takes memory that the runtime keeps for the next one.
await measureMemoryLeft(file);
const left = await measureMemoryLeft(file);
const options = { file, gpu: false, threads, parallel: 8, contextSize: 4096 };
const engine = await LlamaProcessEngine.load(options);
const inside = await LlamaEngine.load(options);
const server = await startLlamaServer(LLAMA_SERVER, file, threads);

const ratios = new Map();
const note = (what, target, value) => {
  if (!ratios.has(what)) ratios.set(what, { what, target, values: [] });
  ratios.get(what).values.push(value);
};
note('memory left after unloading, of what loading took', 'near 0', left);
for (const one of [engine, inside]) {
  await measurePrefill(one, 1000);
  await measureDecoding(one);
}
for (let round = 1; round <= rounds; round++) {
  process.stderr.write(`round ${round} of ${rounds}\n`);
  const bench = await llamaBench(LLAMA_BENCH, file, threads);
  const free = await measureDecoding(engine);
  if (bench) note('decode, one stream, of llama-bench', '≥ 0.90 (stock)', free / bench.decode);
  const prefill = await measurePrefill(engine, 512);
  if (bench) note('prefill 512, of llama-bench', '≥ 1.1', prefill / bench.prefill);
  const together = await measureCallers(engine, 8);
  if (server) note('8 callers, of llama-server --parallel 8', '≥ 1.1', together / (await server.measureCallers(8)));
  note('8 callers, of one after another', 'report', together / (await measureCallers(engine, 8, true)));
  const before = { ...inside.statistics };
  await measureCallers(inside, 8);
  const { answerTokens, answerSteps } = inside.statistics;
  note(
    'mean batch occupancy, of 8',
    '≥ 7.9',
    (answerTokens - before.answerTokens) / (answerSteps - before.answerSteps),
  );
  const { firstTurn, secondTurn } = await measureTurns(engine);
  note('second turn of 1,000 tokens, time to first token, of the first', '≤ 0.12', secondTurn / firstTurn);
  note('JSON grammar, of free decoding', '≥ 0.9', (await measureGrammar(engine)) / (await measureDecoding(engine)));
  const { longest, step } = await measureStall(engine);
  note('longest gap of 7 streams during a prefill of 3,900, in steps that only write', '≤ 3', longest / step);
}
await Promise.all([engine.close(), inside.close(), server?.stop()]);
for (const cost of await measureBoundaryCost(tiny)) note('cost of the process boundary, µs a token', '≤ 50', cost);
await rm(folder, { recursive: true });

const results = [...ratios.values()].map(({ what, target, values }) => ({ what, target, ...spread(values), values }));
printTable(
  results.map(({ what, target, median, least, most }) => ({
    what,
    target,
    median: median.toFixed(3),
    least: least.toFixed(3),
    most: most.toFixed(3),
  })),
);
await writeResults(
  'engine',
  { rounds, threads, node: process.version, results },
  {
    title: 'The engine: ratios of one run, median and spread',
    data: { values: results.filter(({ median }) => median < 20) },
    width: 480,
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: {
          x: { field: 'least', type: 'quantitative', title: 'ratio' },
          x2: { field: 'most' },
          y: { field: 'what', type: 'nominal', title: null, sort: null, axis: { labelLimit: 420 } },
        },
      },
      {
        mark: { type: 'point', filled: true, size: 60 },
        encoding: { x: { field: 'median', type: 'quantitative' }, y: { field: 'what', type: 'nominal', sort: null } },
      },
      {
        mark: { type: 'text', dx: 6, dy: -8, align: 'left' },
        encoding: {
          x: { field: 'median', type: 'quantitative' },
          y: { field: 'what', type: 'nominal', sort: null },
          text: { field: 'target' },
        },
      },
    ],
  },
);
