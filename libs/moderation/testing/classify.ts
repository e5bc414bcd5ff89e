import {
  type Classifier,
  type ClassifierResult,
  defaultPolicy,
  type ModerationInput,
  type ModerationPolicy,
} from '../src/index.js';

/** Classifies one text. Default policy: the preset `balanced`. */
export function classify(
  classifier: Classifier,
  text: string,
  options: Partial<ModerationInput> & { readonly policy?: ModerationPolicy } = {},
): Promise<ClassifierResult> {
  const { policy = defaultPolicy(), ...input } = options;
  return classifier.classify(
    { stage: 'input', role: 'user', path: 'text', requestId: 'request-1', ...input, text },
    { signal: new AbortController().signal, policy },
  );
}

/** Returns the passages of a text that a classifier finds with at least the threshold as score. */
export async function foundBy(classifier: Classifier, text: string, threshold = 0.5): Promise<readonly string[]> {
  const { spans } = await classify(classifier, text);
  return spans.filter(({ score }) => score >= threshold).map(({ start, end }) => text.slice(start, end));
}

/** Creates a generator of pseudo-random numbers in [0, 1), for examples that must not change. */
export function drawnFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
