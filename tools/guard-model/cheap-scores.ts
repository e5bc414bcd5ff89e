import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { definePolicy, localClassifiers } from '../../libs/moderation/src/index.js';

/** The classifiers whose scores the model may read, beside its own vector. */
const names = ['words', 'injection'];

/**
 * Writes the scores of the cheap classifiers for every row of a file, for `calibrate.py`: one line of JSON a row.
 *
 * Use: `tsx --conditions=@leeward/source tools/guard-model/cheap-scores.ts ROWS.jsonl[.gz] SCORES.jsonl`
 */
async function main(rowsFile: string, scoresFile: string): Promise<void> {
  const policy = definePolicy({ name: 'training', version: '1' });
  const classifiers = localClassifiers().filter(({ name }) => names.includes(name));
  const file = createReadStream(rowsFile);
  const out = createWriteStream(scoresFile);
  const { signal } = new AbortController();
  for await (const line of createInterface({ input: rowsFile.endsWith('.gz') ? file.pipe(createGunzip()) : file })) {
    const { text } = JSON.parse(line) as { text: string };
    const scores: Record<string, number> = {};
    for (const classifier of classifiers) {
      const input = { stage: 'input', role: 'user', text, path: 'text', requestId: 'r', conversationId: 'c' } as const;
      const result = await classifier.classify(input, { policy, signal });
      for (const [category, score] of Object.entries(result.scores)) {
        if (score) scores[`${classifier.name}:${category}`] = Number(score.toFixed(4));
      }
    }
    out.write(`${JSON.stringify(scores)}\n`);
  }
  out.end();
}

const [rowsFile, scoresFile] = process.argv.slice(2);
if (rowsFile === undefined || scoresFile === undefined) {
  throw new Error('Name two files: the rows to score, and the file for the scores.');
}
await main(rowsFile, scoresFile);
