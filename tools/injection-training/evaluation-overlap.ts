import { readRows } from '../moderation-evaluation/read-rows.js';
import { heldBackSources } from './public-rows.js';
import { listWordSequences } from './word-sequences.js';

/** Sets that measure the injection model itself. Texts written for the training share no sequence with them. */
const injectionSets = ['eval-deepset-injection.jsonl.gz', 'eval-notinject.jsonl.gz', 'eval-xstest.jsonl.gz'];

/** Sets of content, which measure the whole policy. */
const contentSets = ['eval-openai-moderation-a.jsonl.gz', 'eval-hatecheck.jsonl.gz', 'eval-surge.jsonl.gz'];

/** Rows with a larger share of sequences of evaluation rows count as near copies. */
const overlapLimit = 0.3;

interface HeldBackRow {
  readonly text: string;
  readonly source: string;
  readonly categories: readonly string[];
}

/** Recognises texts that are too close to an evaluation row for training. */
export interface EvaluationOverlap {
  isTooClose(text: { readonly text: string; readonly isWritten: boolean }): boolean;
}

/** Reads only the word sequences of the evaluation rows. */
export async function readEvaluationOverlap(directory: string): Promise<EvaluationOverlap> {
  const injectionSequences = await readSequences(directory, injectionSets);
  const heldBack = (await readRows<HeldBackRow>(directory, 'train-more.jsonl.gz')).filter(
    ({ source, categories }) => heldBackSources.has(source) && categories.includes('x/jailbreak'),
  );
  const allSequences = new Set([
    ...injectionSequences,
    ...(await readSequences(directory, contentSets)),
    ...heldBack.flatMap(({ text }) => listWordSequences(text)),
  ]);
  return {
    isTooClose: ({ text, isWritten }) => {
      const sequences = listWordSequences(text);
      if (isWritten && sequences.some((sequence) => injectionSequences.has(sequence))) return true;
      return sequences.filter((sequence) => allSequences.has(sequence)).length > overlapLimit * sequences.length;
    },
  };
}

async function readSequences(directory: string, files: readonly string[]): Promise<ReadonlySet<string>> {
  const sequences = new Set<string>();
  for (const file of files) {
    for (const { text } of await readRows<{ text: string }>(directory, file)) {
      for (const sequence of listWordSequences(text)) sequences.add(sequence);
    }
  }
  return sequences;
}
