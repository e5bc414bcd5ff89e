import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { type Figure, formatTable } from '../figure.js';
import { textKinds, writeTexts } from '../ordinary/text-kinds.js';
import { measureFilter } from '../personal-data/measure-multilingual.js';
import { peerFiguresFile } from './peer-figures.js';
import { loadPeers, type Peer } from './peer-filters.js';

/**
 * Measures other products on the generated texts, prints tables and keeps the figures.
 *
 *     npm install --prefix DIRECTORY redact-pii@3.4.0 openredaction@1.1.5 @openai/guardrails@0.2.1
 *     npx tsx --conditions=@leeward/source tools/moderation-evaluation/peers/measure-peers.ts DIRECTORY [--count N]
 *
 * `--count` is the number of ordinary texts for each kind (default 200). The texts with personal data are always 2,000.
 * The figures are written to `peer-figures.json`, which `eval:moderation` shows beside ours.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '200' } },
});
const [directory] = positionals;
if (directory === undefined) {
  process.stderr.write('Give the directory in which the other products are installed.\n');
  process.exit(2);
}
const personalTexts = 2_000;
const count = Number(values.count);
const all: Record<string, Record<string, number>> = {};
for (const peer of await loadPeers(directory)) {
  const figures = [...(await measureFilter(peer, personalTexts)), ...(await measureOrdinary(peer))];
  process.stdout.write(`${peer.name}\n\n${formatTable(figures)}\n`);
  for (const { area, name, value } of figures) (all[`${area}: ${name}`] ??= {})[peer.name] = Number(value.toFixed(3));
}
await writeFile(peerFiguresFile, `${JSON.stringify(all, undefined, 2)}\n`);

async function measureOrdinary(peer: Peer): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const kind of Object.keys(textKinds)) {
    let altered = 0;
    for (const text of writeTexts(kind, count)) if (await peer.altersMachineText(text)) altered += 1;
    figures.push({ area: 'ordinary', name: kind, value: altered / count, rows: count });
  }
  const value = figures.reduce((sum, figure) => sum + figure.value, 0) / figures.length;
  return [...figures, { area: 'ordinary', name: 'all kinds', value, rows: count * figures.length }];
}
