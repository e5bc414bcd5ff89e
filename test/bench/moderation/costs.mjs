import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';

import { createModerator, definePolicy, localClassifiers } from '@leeward/moderation';

import { spread } from '../report.mjs';
import { pieces, repeatTo } from './texts.mjs';

const request = { requestId: 'bench' };

/** The lengths of the texts. A text is not made longer when the next length would take too long. */
const lengths = [3_125, 12_500, 50_000, 200_000];

/** A longer text is left out when its time, as it grew so far, is expected to exceed this. */
const maximumMilliseconds = 4_000;

/** Measures the processor time of each classifier for each character, by kind of text. */
export async function costs() {
  // Without rules the classifier of rules has nothing to do.
  const policy = definePolicy({
    name: 'bench',
    version: '1',
    extends: 'balanced',
    rules: [{ name: 'names', category: 'x/rules', words: ['zorblatt', 'vexmarn'], patterns: ['project[ -]?\\d{4}'] }],
  });
  const classifiers = localClassifiers();
  const rows = [];
  for (const [kind, piece] of Object.entries(pieces)) {
    const row = { kind, characters: lengths.at(-1), sum: 0 };
    for (const { name, classify } of classifiers) {
      const { characters, cost } = await growCost(
        (text) =>
          classify(
            { stage: 'input', role: 'user', path: 'text', text, ...request },
            { signal: new AbortController().signal, policy },
          ),
        piece,
      );
      row.characters = Math.min(row.characters, characters);
      row[name] = cost;
      row.sum += cost;
    }
    rows.push(row);
  }
  return rows;
}

/** Measures one classifier on longer and longer texts. Returns microseconds per character of the longest. */
async function growCost(classify, piece) {
  let last = { characters: 0, cost: 0 };
  let before = 0;
  await classify(repeatTo(piece, 512));
  for (const characters of lengths) {
    const factor = characters / (last.characters || characters);
    const growth = before === 0 ? factor : Math.max(factor, (last.milliseconds ?? 0) / before);
    if ((last.milliseconds ?? 0) * growth > maximumMilliseconds) break;
    const text = repeatTo(piece, characters);
    // Processor time, so that other work on the machine does not count.
    const start = process.cpuUsage();
    await classify(text);
    const { user, system } = process.cpuUsage(start);
    const milliseconds = (user + system) / 1_000;
    before = last.milliseconds ?? 0;
    last = { characters, milliseconds, cost: (milliseconds * 1_000) / characters };
  }
  return last;
}

/** Compares each kind of text with the median kind: for the sum of the classifiers, and for each. */
export function compareCosts(rows) {
  const columns = ['sum', ...localClassifiers().map(({ name }) => name)];
  const medians = Object.fromEntries(columns.map((name) => [name, spread(rows.map((row) => row[name])).median]));
  const table = rows
    .map((row) => ({
      kind: `\`${row.kind}\``,
      characters: row.characters,
      'µs per character': row.sum.toFixed(3),
      ratio: row.sum / medians.sum,
      ...Object.fromEntries(
        columns.slice(1).map((name) => [name, `${row[name].toFixed(3)} (${(row[name] / medians[name]).toFixed(1)}×)`]),
      ),
    }))
    .toSorted((one, other) => other.ratio - one.ratio)
    .map((row) => ({ ...row, ratio: row.ratio.toFixed(1) }));
  const worst = columns.map((name) => {
    const row = rows.reduce((highest, each) => (each[name] > highest[name] ? each : highest));
    return {
      classifier: name,
      'median µs per character': medians[name].toFixed(3),
      'worst µs per character': row[name].toFixed(3),
      'worst kind': `\`${row.kind}\``,
      characters: row.characters,
      'to its own median': (row[name] / medians[name]).toFixed(1),
      // A classifier that costs next to nothing may vary: what counts is its share of a median text.
      'to the median text': (row[name] / medians.sum).toFixed(1),
      'at most 10': row[name] <= 10 * medians.sum ? 'yes' : 'NO',
    };
  });
  return { worst, table };
}

/** Measures 256 texts of one sign that arrive together: their time, and how long the event loop waits. */
export async function crowd() {
  const policy = definePolicy({ name: 'bench', version: '1', limits: { maximumCachedResults: 0 } });
  const moderator = createModerator({ policy });
  await moderator.check('Good morning.');
  const rows = [];
  for (const [name, sign] of [
    ['@', '@'],
    ['prose', pieces.prose],
  ]) {
    const text = repeatTo(sign, 4_096);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const start = performance.now();
    const verdicts = await Promise.all(
      Array.from({ length: 256 }, (_, index) =>
        moderator.moderate({ stage: 'input', role: 'user', path: `input[${index}]`, text, ...request }),
      ),
    );
    const milliseconds = performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve, 5));
    delay.disable();
    rows.push({
      texts: `256 × 4,096 of ${name}`,
      'ms in all': milliseconds.toFixed(0),
      'longest wait of the event loop, ms': (delay.max / 1e6).toFixed(0),
      '99 % of waits up to, ms': (delay.percentile(99) / 1e6).toFixed(1),
      'without a decision': verdicts.filter(({ outcome }) => outcome === 'error').length,
    });
  }
  return rows;
}
