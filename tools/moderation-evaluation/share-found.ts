import {
  type CategorySpan,
  type Classifier,
  type ClassifierResult,
  defaultPolicy,
} from '../../libs/moderation/src/index.js';

/** The balanced policy's threshold for what these classifiers find. */
export const threshold = 0.5;

const policy = defaultPolicy();

/** What a classifier says about a text that a user wrote. */
export async function judge(classifier: Classifier, text: string): Promise<ClassifierResult> {
  const input = { stage: 'input', role: 'user', text, path: 'text', requestId: 'evaluation' } as const;
  return classifier.classify(input, { signal: new AbortController().signal, policy });
}

/** The share of texts in which a classifier finds anything that counts. `onText` is told of each text. */
export async function shareFound(
  classifier: Classifier,
  texts: readonly string[],
  counts: (span: CategorySpan) => boolean = ({ score }) => score >= threshold,
  onText: (text: string, isFound: boolean) => void = () => undefined,
): Promise<number> {
  let found = 0;
  for (const text of texts) {
    const { spans } = await judge(classifier, text);
    const isFound = spans.some(counts);
    onText(text, isFound);
    if (isFound) found += 1;
  }
  return texts.length === 0 ? 0 : found / texts.length;
}
