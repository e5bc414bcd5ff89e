/**
 * Measures the microseconds per token that LangChain's classes add to the engine.
 *
 * It compares `stream` with the engine's parts, and `invoke` with `generate`. Then it counts the tool calls that validate, of a
 * Mixtral with random weights, which knows nothing of tools.
 * Usage: npm run bench:langchain [-- rounds [calls]]   (after `npm run build`)
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { HumanMessage } from '@langchain/core/messages';
import { ChatMixtral, LlamaEngine } from '@leeward/mixtral-llm';
import { ScriptedEngine, writeTinyMixtral } from '@leeward/mixtral-llm/testing';
import { SingleBar } from 'cli-progress';
import { z } from 'zod';
import { printTable, spread, writeResults } from './report.mjs';

const rounds = Number(process.argv[2] ?? 9);
const calls = Number(process.argv[3] ?? 500);
const tokens = 2_000;

/** Measures the microseconds per token of reading a stream to its end. */
async function perToken(read) {
  const start = performance.now();
  await read();
  return (1_000 * (performance.now() - start)) / tokens;
}

async function drain(items) {
  for await (const item of items) if (item === undefined) throw new Error('An item is missing.');
}

/** Measures the time that the classes add to each token. The engine is scripted, and takes next to no time itself. */
async function addedTime() {
  const engine = new ScriptedEngine(() => Array.from({ length: tokens }, (_, index) => ` word${index % 10}`), {
    contextSize: 100_000,
  });
  const model = new ChatMixtral({ engine });
  const messages = [new HumanMessage('Tell me a long story.')];
  const prompt = await model.renderPrompt(messages);
  const added = { stream: [], invoke: [] };
  for (let round = -2; round < rounds; round++) {
    const bare = await perToken(() => drain(engine.generate({ prompt })));
    const stream = await perToken(async () => drain(await model.stream(messages)));
    const invoke = await perToken(() => model.invoke(messages));
    // The first rounds warm up.
    if (round < 0) continue;
    added.stream.push(stream - bare);
    added.invoke.push(invoke - bare);
  }
  return added;
}

const tools = [
  {
    name: 'weather',
    description: 'Finds the weather',
    schema: z.object({ city: z.string(), days: z.int().min(1).max(14) }),
  },
  {
    name: 'book',
    description: 'Books a table',
    schema: z.object({ guests: z.int().min(1), meal: z.enum(['lunch', 'dinner']), note: z.string().optional() }),
  },
  {
    name: 'tags',
    description: 'Tags a text',
    schema: z.object({ tags: z.array(z.string().max(12)).max(3), score: z.number(), isPublic: z.boolean() }),
  },
  {
    name: 'move',
    description: 'Moves to a place',
    schema: z.object({ to: z.object({ x: z.number(), y: z.number() }), label: z.union([z.string(), z.null()]) }),
  },
];

/** Measures the share of answers that are calls of which each validates. */
async function validCalls() {
  const folder = await mkdtemp(join(tmpdir(), 'bench-langchain-'));
  const file = join(folder, 'tiny.gguf');
  await writeTinyMixtral(file);
  const engine = await LlamaEngine.load({ file, gpu: false, threads: 1, parallel: 1, contextSize: 2048 });
  const grammarLimits = { stringLength: 16, items: 3, depth: 3 };
  const model = new ChatMixtral({ engine, temperature: 1, maxTokens: 600, grammarLimits });
  const bound = model.bindTools(tools, { tool_choice: 'any', parallel_tool_calls: false });
  const schemas = new Map(tools.map(({ name, schema }) => [name, schema]));
  const bar = new SingleBar({ format: 'tool calls {bar} {value}/{total}', stream: process.stderr });
  bar.start(calls, 0);
  let valid = 0;
  for (let seed = 0; seed < calls; seed++) {
    const { tool_calls: made = [], invalid_tool_calls: broken = [] } = await bound.invoke('What now?', { seed });
    const validates = ({ name, args }) => schemas.get(name)?.safeParse(args).success === true;
    if (made.length > 0 && broken.length === 0 && made.every(validates)) valid++;
    bar.increment();
  }
  bar.stop();
  await engine.close();
  await rm(folder, { recursive: true });
  return (100 * valid) / calls;
}

const added = await addedTime();
const results = [
  { what: '`stream` over the engine’s parts, µs a token', target: '< 50', ...spread(added.stream) },
  { what: '`invoke` over `generate`, µs a token', target: 'report', ...spread(added.invoke) },
  { what: `calls that validate, of ${calls}, in %`, target: '100', ...spread([await validCalls()]) },
];
printTable(
  results.map(({ what, target, median, least, most }) => ({
    what,
    target,
    median: median.toFixed(1),
    least: least.toFixed(1),
    most: most.toFixed(1),
  })),
);
await writeResults(
  'langchain',
  { rounds, calls, tokens, node: process.version, results },
  {
    title: 'What LangChain’s classes add to each token',
    data: { values: results.slice(0, 2) },
    width: 480,
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: {
          x: { field: 'least', type: 'quantitative', title: 'µs a token' },
          x2: { field: 'most' },
          y: { field: 'what', type: 'nominal', title: null, axis: { labelLimit: 420 } },
        },
      },
      {
        mark: { type: 'point', filled: true, size: 60 },
        encoding: { x: { field: 'median', type: 'quantitative' }, y: { field: 'what', type: 'nominal' } },
      },
    ],
  },
);
