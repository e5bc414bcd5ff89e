/**
 * Measures the cost of moderation, per character and per token.
 *
 * Microseconds per moderated character and their growth, the cost by kind of text with its ratio to the median kind, the
 * cost of a long chat whose history is known, the longest stall of the event loop, then time to first token and tokens per second of the default model with and without the
 * gate of the default policy. Results go to bench-results/moderation.json and .svg.
 * Usage: npm run bench:moderation [-- runs [section …]]   (after `npm run build`; the model is in the cache after the first
 * start). Sections: classifiers, growth, history, costs, stalls, crowd, model. Default: all.
 */
import {
  createModerator,
  defaultPolicy,
  definePolicy,
  gateText,
  localClassifiers,
  Moderator,
} from '@leeward/moderation';

import { compareCosts, costs, crowd } from './moderation/costs.mjs';
import { writeText } from './moderation/texts.mjs';
import { printTable, spread, writeResults } from './report.mjs';

const [runsGiven, ...chosen] = process.argv.slice(2);
const runs = Number(runsGiven ?? 5);
const request = { requestId: 'bench' };
/** The same texts come again and again, so nothing may be remembered. */
const uncached = definePolicy({ name: 'bench', version: '1', limits: { maximumCachedResults: 0 } });

const median = (values) => spread(values).median;

async function time(action) {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

async function medianTime(action) {
  await action();
  const times = [];
  for (let index = 0; index < runs; index++) times.push(await time(action));
  return median(times);
}

/** Measures each classifier alone, on one whole text. */
async function classifiers() {
  const policy = defaultPolicy();
  const text = writeText(20_000);
  const rows = [];
  for (const classifier of localClassifiers()) {
    // A new input each time, because the reading of a text is kept with its input.
    const milliseconds = await medianTime(() =>
      classifier.classify(
        { stage: 'input', role: 'user', path: 'text', text, ...request },
        { signal: new AbortController().signal, policy },
      ),
    );
    rows.push({ classifier: classifier.name, 'µs per character': ((milliseconds * 1_000) / text.length).toFixed(3) });
  }
  return rows;
}

/** Measures the gate on answers of growing length, in pieces of a token's size: all its time beside the model. */
async function growth() {
  const moderator = createModerator({ policy: uncached });
  const rows = [];
  for (const characters of [1_000, 4_000, 16_000, 64_000]) {
    const text = writeText(characters);
    async function* answer() {
      for (let start = 0; start < text.length; start += 4) yield text.slice(start, start + 4);
    }
    const milliseconds = await medianTime(async () => {
      for await (const event of gateText(answer(), moderator, request))
        if (event.type === 'stop') throw new Error('blocked');
    });
    rows.push({
      characters,
      milliseconds: milliseconds.toFixed(1),
      'µs per character': ((milliseconds * 1_000) / characters).toFixed(2),
    });
  }
  return rows;
}

/** Measures the input of a chat: its last turn when nothing of the history is remembered, and when all of it is. */
async function history() {
  const text = writeText(240);
  const rows = [];
  for (const turns of [10, 100, 400]) {
    const moderateAll = (moderator, count) =>
      Promise.all(
        Array.from({ length: count }, (_, index) =>
          moderator.moderate({
            stage: 'input',
            role: index % 2 === 0 ? 'user' : 'assistant',
            path: `messages[${index}].content`,
            text: `${index}. ${text}`,
            ...request,
          }),
        ),
      );
    const unknown = [];
    const known = [];
    for (let index = 0; index <= runs; index++) {
      const moderator = createModerator();
      unknown.push(await time(() => moderateAll(moderator, turns)));
      known.push(await time(() => moderateAll(moderator, turns + 2)));
    }
    // The first run warms up.
    const [first, next] = [median(unknown.slice(1)), median(known.slice(1))];
    rows.push({
      turns,
      'ms of the first request': first.toFixed(1),
      'ms of the next request': next.toFixed(1),
      ratio: (next / first).toFixed(3),
    });
  }
  return rows;
}

/** Measures the stall of a long text: with the classifiers on the event loop, and as `createModerator` runs them. */
async function stalls() {
  const text = writeText(200_000);
  const input = { stage: 'input', role: 'user', path: 'text', text, ...request };
  const longest = async (moderator) => {
    let worst = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      worst = Math.max(worst, now - last);
      last = now;
    }, 1);
    const { outcome } = await moderator.moderate(input);
    await new Promise((resolve) => setTimeout(resolve, 5));
    clearInterval(timer);
    if (outcome !== 'allow') throw new Error(`The text was not allowed: ${outcome}`);
    return worst;
  };
  const here = new Moderator({ policy: uncached, classifiers: localClassifiers() });
  const there = createModerator({ policy: uncached });
  await longest(there);
  const pairs = [];
  for (let index = 0; index < runs; index++) pairs.push({ here: await longest(here), there: await longest(there) });
  const onLoop = median(pairs.map((pair) => pair.here));
  const inThreads = median(pairs.map((pair) => pair.there));
  return [
    {
      characters: text.length,
      'ms on the event loop': onLoop.toFixed(1),
      'ms in threads': inThreads.toFixed(1),
      ratio: (inThreads / onLoop).toFixed(3),
    },
  ];
}

/** Measures the default model with and without the stage. Only this section needs the build of the engine. */
async function model() {
  const { compareModel } = await import('./moderation/model.mjs');
  return compareModel(runs);
}

const sections = { classifiers, growth, history, costs, stalls, crowd, model };
const unknown = chosen.filter((name) => !(name in sections));
if (unknown.length > 0) {
  process.stderr.write(`There is no section ${unknown.join(', ')}. Sections: ${Object.keys(sections).join(', ')}.\n`);
  process.exit(2);
}
const results = { runs };
for (const [name, measure] of Object.entries(sections)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  results[name] = await measure();
  const tables = name === 'costs' ? Object.values(compareCosts(results.costs)) : [results[name]];
  for (const table of tables) {
    printTable(table);
    process.stdout.write('\n');
  }
}
await writeResults('moderation', results, {
  data: {
    values: (results.growth ?? []).map((row) => ({
      characters: row.characters,
      milliseconds: Number(row.milliseconds),
    })),
  },
  mark: { type: 'line', point: true },
  encoding: {
    x: { field: 'characters', type: 'quantitative', title: 'characters of the answer' },
    y: { field: 'milliseconds', type: 'quantitative', title: 'ms that the gate takes in all' },
  },
});
process.exit(0);
