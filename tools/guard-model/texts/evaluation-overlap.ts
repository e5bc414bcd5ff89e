import { readdir } from 'node:fs/promises';

import { listWordSequences } from '../../injection-training/word-sequences.js';
import { readRows } from '../../moderation-evaluation/read-rows.js';

/** Texts that share this many words in a row with an evaluation row are near copies of it. */
const sharedWords = 8;

/** Reads the word sequences of all evaluation files of a folder, and recognises texts that share one. */
export async function readEvaluationOverlap(directory: string): Promise<(text: string) => boolean> {
  const sequences = new Set<string>();
  for (const file of (await readdir(directory)).filter((name) => /^eval-.*\.jsonl?\.gz$/.test(name))) {
    for (const row of await readRows<Readonly<Record<string, unknown>>>(directory, file)) {
      // The rows of personal data name their text otherwise.
      const text = row['text'] ?? row['full_text'];
      if (typeof text !== 'string') throw new Error(`A row of ${file} in ${directory} has no text.`);
      for (const sequence of listWordSequences(text, sharedWords)) sequences.add(sequence);
    }
  }
  // Of a text without words.
  sequences.delete('');
  return (text) => listWordSequences(text, sharedWords).some((sequence) => sequences.has(sequence));
}
