import { readdir } from 'node:fs/promises';

import { listWordSequences } from '../../../injection-training/word-sequences.js';
import { readRows } from '../../../moderation-evaluation/read-rows.js';

/** Rows that share this many words in a row with an evaluation row are left out. */
const sharedWords = 8;

/** Reads the word sequences of all evaluation files of a folder, and recognises texts that share one. */
export async function readEvaluationOverlap(directory: string): Promise<(text: string) => boolean> {
  const sequences = new Set<string>();
  for (const file of (await readdir(directory)).filter((name) => /^eval-.*\.jsonl\.gz$/.test(name))) {
    for (const { text } of await readRows<{ text: string }>(directory, file)) {
      for (const sequence of listWordSequences(text, sharedWords)) sequences.add(sequence);
    }
  }
  return (text) => listWordSequences(text, sharedWords).some((sequence) => sequences.has(sequence));
}
