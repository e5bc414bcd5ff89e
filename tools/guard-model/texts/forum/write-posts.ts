import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { groupBy } from '../../../injection-training/training-text.js';
import { readEvaluationOverlap } from '../evaluation-overlap.js';
import { measureLengthLeak } from '../length-leak.js';
import { makePosts, type PostRow, readTopics } from './make-posts.js';
import { countWords } from './plan-post.js';

/**
 * Writes the rows of the project's own forum posts. Usage: `npx tsx tools/guard-model/texts/forum/write-posts.ts DATA OUT`
 *
 * DATA holds the evaluation files: rows that share eight words in a row with one of them are left out. OUT gets `forum.jsonl`.
 */
const [data = '.', out = '.'] = process.argv.slice(2);
const isTooClose = await readEvaluationOverlap(data);
const topics = await readTopics();
const rows = makePosts(topics);
const kept = rows.filter(({ text }) => !isTooClose(text));
await mkdir(out, { recursive: true });
await writeFile(join(out, 'forum.jsonl'), kept.map((row) => `${JSON.stringify(row)}\n`).join(''));
const count = (key: 'shared' | 'harmful' | 'harmless'): number =>
  topics.reduce((sum, topic) => sum + topic[key].length, 0);
const posts = topics.flatMap((topic) => topic.posts);
print(`${rows.length - kept.length} of ${rows.length} rows left out: too close to an evaluation row`);
print(
  `written: ${count('shared')} shared, ${count('harmless')} harmless and ${count('harmful')} harmful sentences, ` +
    `${posts.length} whole posts (${posts.filter(({ isHarmful }) => isHarmful).length} harmful)`,
);
report('all', kept);
for (const group of groupBy(kept, ({ kind }) => kind)) report(group[0]?.kind ?? '', group);
for (const category of [...new Set(kept.flatMap(({ categories }) => categories))].sort())
  print(`${category}: ${kept.filter(({ categories }) => categories.includes(category)).length}`);

function report(name: string, group: readonly PostRow[]): void {
  const harmful = group.filter((row) => row.harmful === 1).length;
  const lengths = group.map(({ text }) => countWords(text)).sort((one, other) => one - other);
  const auc = measureLengthLeak(group.map((row) => ({ text: row.text, isPositive: row.harmful === 1 })));
  const pairs = new Set(group.flatMap(({ pair }) => pair ?? [])).size;
  const place = (share: number): number => lengths[Math.floor(share * (lengths.length - 1))] ?? 0;
  print(
    `${name}: ${group.length} rows, ${harmful} harmful, ${pairs} pairs, words ${place(0.05)}/${place(0.5)}/${place(0.95)}` +
      `${Number.isNaN(auc) ? '' : `, length AUC ${auc.toFixed(3)}`}`,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
