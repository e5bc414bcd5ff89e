/**
 * Measures what it costs to record a decision, by the way in which records reach the disk.
 *
 * Usage: npm run bench:audit [-- folder]   (after `npm run build`). The folder decides which disk is measured; default: this repository.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { AuditLog, auditSyncModes, createModerator } from '@leeward/moderation';
import { printTable, spread, writeResults } from './report.mjs';

const folder = await mkdtemp(join(process.argv[2] ?? process.cwd(), '.bench-audit-'));
const rounds = 7;
const perRound = 200;

/** Makes a record as the moderator makes them. */
async function makeRecord() {
  let record;
  const moderator = createModerator({ onDecision: (event) => (record = event) });
  await moderator.check('Write to bob@harbour.org, please.');
  return record;
}

/** Measures the milliseconds of each record when `callers` wait for their records at the same time. */
async function measure(log, record, callers) {
  const times = [];
  const call = async (count) => {
    for (let index = 0; index < count; index += 1) {
      const start = performance.now();
      await log.write(record);
      times.push(performance.now() - start);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: callers }, () => call(perRound)));
  return { perSecond: (callers * perRound * 1_000) / (performance.now() - start), median: spread(times).median };
}

const record = await makeRecord();
const rows = [];
try {
  for (const callers of [1, 16, 64]) {
    // In turns, so that a machine that gets slower is slower for all.
    const measured = Object.fromEntries(auditSyncModes.map((sync) => [sync, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const sync of auditSyncModes) {
        const log = await AuditLog.open(join(folder, `${sync}-${callers}-${round}.jsonl`), { key: 'a key', sync });
        measured[sync].push(await measure(log, record, callers));
        await log.close();
      }
    }
    for (const sync of auditSyncModes) {
      const perSecond = spread(measured[sync].map((one) => one.perSecond));
      const milliseconds = spread(measured[sync].map((one) => one.median));
      rows.push({
        sync,
        callers,
        'ms per record': milliseconds.median.toFixed(2),
        'ms, least to most': `${milliseconds.least.toFixed(2)} – ${milliseconds.most.toFixed(2)}`,
        'records per second': perSecond.median.toFixed(0),
      });
    }
  }
} finally {
  await rm(folder, { recursive: true });
}
printTable(rows);
await writeResults('audit', rows, {
  data: { values: rows.map((row) => ({ ...row, milliseconds: Number(row['ms per record']) })) },
  mark: 'bar',
  encoding: {
    x: { field: 'callers', type: 'ordinal' },
    xOffset: { field: 'sync' },
    color: { field: 'sync' },
    y: { field: 'milliseconds', type: 'quantitative', title: 'ms per record' },
  },
});
