import { readRows } from '../../moderation-evaluation/read-rows.js';
import { listWordSequences } from '../../injection-training/word-sequences.js';

/** Texts that share so many words in a row with an evaluation row are near copies of it. */
const sequenceLength = 8;

const evaluationSets = [
  'eval-deepset-injection.jsonl.gz',
  'eval-hatecheck.jsonl.gz',
  'eval-notinject.jsonl.gz',
  'eval-openai-moderation-a.jsonl.gz',
  'eval-presidio-pii.json.gz',
  'eval-surge.jsonl.gz',
  'eval-xstest.jsonl.gz',
];

/** Sets of which only equal texts count. */
const trainingSets = ['contrast.jsonl.gz'];

/** Makes a test for near copies of evaluation rows and for rows equal to those of training sets. */
export async function readKnownTexts(directory: string): Promise<(text: string) => boolean> {
  const known = new Set<string>();
  for (const file of evaluationSets) {
    for (const row of await readRows<Readonly<Record<string, unknown>>>(directory, file)) {
      // The rows of personal data name their text otherwise.
      const text = row['text'] ?? row['full_text'];
      if (typeof text !== 'string') throw new Error(`A row of ${file} in ${directory} has no text.`);
      for (const sequence of listWordSequences(text, sequenceLength)) known.add(sequence);
    }
  }
  for (const file of trainingSets) {
    for (const { text } of await readRows<{ text: string }>(directory, file)) known.add(normalise(text));
  }
  known.delete('');
  return (text) =>
    known.has(normalise(text)) || listWordSequences(text, sequenceLength).some((part) => known.has(part));
}

function normalise(text: string): string {
  return listWordSequences(text, Number.POSITIVE_INFINITY)[0] ?? '';
}
