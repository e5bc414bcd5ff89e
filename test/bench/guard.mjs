/**
 * Measures the cost of the guard model: one text of 64 and of 256 tokens, the start, the memory, and what a served model loses.
 *
 * Usage: npm run bench:guard [-- --runs N] [--tokens N] [--guard FOLDER] [--rhythm JSON] [section …]   (after `npm run build`; the
 * served model is in the cache after the first start). Sections: encoding, start, reading, model. Default: all. FOLDER holds
 * guard-model.json and the weights; default: the model of the package. `--tokens`: the length of the answers (default 160).
 * `--rhythm`: values of the policy's `gate.rhythm` for the section reading. Results go to bench-results/guard.json and .svg.
 * Measure on a machine that does nothing else; the section reading is simulated and needs little of it.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { loadGuardModel, verifyGuardWeights } from '@leeward/moderation';

import { measureEncoding, measureStart } from './guard/encoder.mjs';
import { measureReading } from './guard/reading.mjs';
import { printTable, writeResults } from './report.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '9' },
    tokens: { type: 'string', default: '160' },
    guard: { type: 'string' },
    rhythm: { type: 'string', default: '{}' },
  },
});
const runs = Number(values.runs);

async function load() {
  try {
    const model = await loadGuardModel(values.guard);
    await verifyGuardWeights(model);
    return model;
  } catch (error) {
    process.stderr.write(`${error.message}\nGive the folder of a guard model with --guard.\n`);
    process.exit(2);
  }
}

/** Only this section needs the served model. */
async function measureModel(model) {
  const { compareGuard } = await import('./guard/model.mjs');
  return compareGuard(model, runs, Number(values.tokens));
}

const sections = {
  encoding: (model) => measureEncoding(model, runs),
  start: (model) => measureStart(model, runs),
  reading: (model) => measureReading(model, JSON.parse(values.rhythm)),
  model: measureModel,
};
const unknown = positionals.filter((name) => !(name in sections));
if (unknown.length > 0) {
  process.stderr.write(`There is no section ${unknown.join(', ')}. Sections: ${Object.keys(sections).join(', ')}.\n`);
  process.exit(2);
}
const model = await load();
const results = { runs, model: `${model.name} ${model.version}` };
for (const [name, measure] of Object.entries(sections)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  results[name] = await measure(model);
  printTable(results[name]);
  process.stdout.write('\n');
}
await writeResults('guard', results, {
  data: {
    values: (results.encoding ?? []).map((row) => ({ tokens: row.tokens, milliseconds: Number(row['ms, median']) })),
  },
  mark: { type: 'line', point: true },
  encoding: {
    x: { field: 'tokens', type: 'quantitative', title: 'tokens of the text' },
    y: { field: 'milliseconds', type: 'quantitative', title: 'ms on one thread' },
  },
});
process.exit(0);
