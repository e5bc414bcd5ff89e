import { writeFile } from 'node:fs/promises';

import { readRows } from '../eval/read-rows.js';
import { featuresOf, longFrom, pieceCharacters } from '../src/classifiers/injection/injection-features.js';
import { attackForms } from './attack-forms.js';
import { benignChat } from './benign-chat.js';
import { benignLookalikes } from './benign-lookalikes.js';
import { benignRecords } from './benign-records.js';
import { calibrate } from './calibrate.js';
import { type Example, trainModel } from './logistic-regression.js';
import { longTexts } from './long-texts.js';

/**
 * Trains the linear model of the injection classifier and writes its weights.
 * `npm run train:injection -w @leeward/moderation -- DIRECTORY`
 *
 * DIRECTORY holds the rows for training (`train-injection`, `train-content`, gzip-compressed JSON lines) and the evaluation
 * sets, from which only word sequences are read: rows that share them are left out. Rows whose licence is not permissive are
 * left out too. The result is the same on every run.
 */
interface Row {
  readonly text: string;
  readonly injection?: number;
  readonly harmful?: number | null;
  readonly source: string;
  readonly licenceClass: string;
}

const sharedWords = 5;
const overlapLimit = 0.3;
/** Harmful questions without an injection, and creative requests that are harmful for their subject, not for their form. */
const excludedSources = new Set(['gptfuzz', 'wildjailbreak']);

/** Comments, posts and prose, and no requests to a model. */
const toldSources = new Set(['davidson', 'edos', 'toxic_spans', 'gpteacher_out']);
const longTextCount = 3_000;

/** Written for the training. */
const ownSources = new Set(['attack', 'lookalike', 'chat', 'record']);

const sourceWeights: Readonly<Record<string, number>> = { deepset: 3, content: 1, lookalike: 4, attack: 1 };

const [directory = process.env['MODERATION_DATA'] ?? '.'] = process.argv.slice(2);
const evaluated = new Set<string>();
for (const name of ['eval-deepset-injection.jsonl.gz', 'eval-notinject.jsonl.gz', 'eval-xstest.jsonl.gz']) {
  for (const { text } of await readRows<{ text: string }>(directory, name)) sequencesOf(text).forEach((one) => evaluated.add(one));
}
const examples = await readExamples(directory);
const trained = examples.filter(({ source }) => source !== 'long');
const { threshold, longThreshold, flagged } = calibrate(
  trained,
  examples.filter(({ source, features }) => source === 'long' && features.length >= longFrom),
);
const { weights, bias } = trainModel(trained);
const scale = Math.max(...weights.map(Math.abs)) / 127;
const quantised = Int8Array.from(weights, (weight) => Math.round(weight / scale));
// Shifted so that a probability of 0.5 is the calibrated threshold.
const source = moduleOf(quantised, scale, { short: bias - threshold, long: bias - longThreshold });
await writeFile(new URL('../src/classifiers/injection/injection-weights.ts', import.meta.url), source);
process.stdout.write(`${String(examples.length)} examples; thresholds at log odds ${threshold.toFixed(3)}, of long texts ${longThreshold.toFixed(3)}\n`);
for (const row of flagged) {
  process.stdout.write(`  ${row.source} (${row.label === 1 ? 'injection' : 'harmless'}): ${row.share.toFixed(3)} of ${String(row.rows)} flagged\n`);
}

async function readExamples(from: string): Promise<readonly Example[]> {
  const all: { text: string; label: 0 | 1; source: string }[] = [];
  for (const row of await readRows<Row>(from, 'train-injection.jsonl.gz')) {
    if (row.licenceClass !== 'permissive' || excludedSources.has(row.source)) continue;
    all.push({ text: row.text, label: row.injection === 1 ? 1 : 0, source: row.source });
  }
  const allContent = await readRows<Row>(from, 'train-content.jsonl.gz');
  const content = allContent.filter(
    (row) => row.licenceClass === 'permissive' && row.harmful === 0,
  );
  for (let index = 0; index < content.length; index += Math.ceil(content.length / 6_000)) {
    all.push({ text: content[index]?.text ?? '', label: 0, source: 'content' });
  }
  // Rude or not, what people write to each other instructs no model.
  const told = allContent.filter((row) => row.licenceClass === 'permissive' && toldSources.has(row.source)).map(({ text }) => text);
  for (const text of longTexts(told, longTextCount)) all.push({ text, label: 0, source: 'long' });
  for (const text of benignLookalikes()) all.push({ text, label: 0, source: 'lookalike' });
  for (const text of benignChat()) all.push({ text, label: 0, source: 'chat' });
  for (const text of benignRecords()) all.push({ text, label: 0, source: 'record' });
  const covers = content.slice(0, 4_000).map(({ text }) => text);
  for (const text of attackForms(covers)) all.push({ text, label: 1, source: 'attack' });
  const kept = all.filter((row) => !isEvaluated(row));
  process.stdout.write(`${String(all.length - kept.length)} rows left out: too close to an evaluation row\n`);
  return kept.map(({ text, label, source }) => ({
    features: featuresOf(text.slice(0, pieceCharacters)),
    label,
    weight: sourceWeights[source] ?? 1,
    source,
  }));
}

function sequencesOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length <= sharedWords) return [words.join(' ')];
  return words.slice(0, words.length - sharedWords + 1).map((_, index) => words.slice(index, index + sharedWords).join(' '));
}

/** Public rows may share a phrase with an evaluation row; what was written for training may share none. */
function isEvaluated({ text, source }: { readonly text: string; readonly source: string }): boolean {
  const sequences = sequencesOf(text);
  const limit = ownSources.has(source) ? 0 : overlapLimit * sequences.length;
  return sequences.filter((one) => evaluated.has(one)).length > limit;
}

function moduleOf(quantisedWeights: Int8Array, weightScale: number, bias: { readonly short: number; readonly long: number }): string {
  const encoded = Buffer.from(quantisedWeights.buffer).toString('base64');
  return `// Written by training/train-injection.ts; see docs/moderation.md for what it was trained on. Do not edit.

/** The weights of the injection model as signed bytes, in base64. */
export const encodedInjectionWeights =
  '${encoded}';

/** What one unit of a weight is worth. */
export const injectionWeightScale = ${String(weightScale)};

/** The model's bias. */
export const injectionBias = ${String(bias.short)};

/** Its bias for long pieces. */
export const longInjectionBias = ${String(bias.long)};
`;
}
