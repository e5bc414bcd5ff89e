import { readRows } from '../moderation-evaluation/read-rows.js';
import { wordSequences } from './word-sequences.js';

/** Sets on which the injection model itself is measured: what was written for the training shares no sequence with them. */
const injectionSets = ['eval-deepset-injection.jsonl.gz', 'eval-notinject.jsonl.gz', 'eval-xstest.jsonl.gz'];

/** Sets of content, on which the whole policy is measured. */
const contentSets = ['eval-openai-moderation-a.jsonl.gz', 'eval-hatecheck.jsonl.gz', 'eval-surge.jsonl.gz'];

/** Rows that share more of their sequences with evaluation rows are near copies of them. */
const overlapLimit = 0.3;

/** Tells which texts are too close to an evaluation row to be trained on. */
export interface EvaluationGuard {
  isTooClose(text: { readonly text: string; readonly isWritten: boolean }): boolean;
}

/** Reads the word sequences of the evaluation rows, and nothing else of them. */
export async function readEvaluationGuard(directory: string): Promise<EvaluationGuard> {
  const ofInjections = await sequencesOf(directory, injectionSets);
  const ofAll = new Set([...ofInjections, ...(await sequencesOf(directory, contentSets))]);
  return {
    isTooClose: ({ text, isWritten }) => {
      const sequences = wordSequences(text);
      if (isWritten && sequences.some((sequence) => ofInjections.has(sequence))) return true;
      return sequences.filter((sequence) => ofAll.has(sequence)).length > overlapLimit * sequences.length;
    },
  };
}

async function sequencesOf(directory: string, files: readonly string[]): Promise<ReadonlySet<string>> {
  const sequences = new Set<string>();
  for (const file of files) {
    for (const { text } of await readRows<{ text: string }>(directory, file))
      wordSequences(text).forEach((one) => sequences.add(one));
  }
  return sequences;
}
