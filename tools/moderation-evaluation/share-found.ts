import {
  type CategorySpan,
  type Classifier,
  type ClassifierResult,
  defaultPolicy,
  type ModerationInput,
} from '../../libs/moderation/src/index.js';

/** The balanced policy's threshold for what these classifiers find. */
export const threshold = 0.5;

const policy = defaultPolicy();

/** Classifies a text. Default: as a user's input. */
export async function classify(
  classifier: Classifier,
  text: string,
  place: Pick<ModerationInput, 'stage' | 'role'> = { stage: 'input', role: 'user' },
): Promise<ClassifierResult> {
  const input = { ...place, text, path: 'text', requestId: 'evaluation' };
  return classifier.classify(input, { signal: new AbortController().signal, policy });
}

/** Computes the share of texts in which a classifier finds a span that counts. */
export async function computeShareFound(
  classifier: Classifier,
  texts: readonly string[],
  counts: (span: CategorySpan) => boolean = ({ score }) => score >= threshold,
): Promise<number> {
  let found = 0;
  for (const text of texts) {
    const { spans } = await classify(classifier, text);
    if (spans.some(counts)) found += 1;
  }
  return texts.length === 0 ? 0 : found / texts.length;
}
