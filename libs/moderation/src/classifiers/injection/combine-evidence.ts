import { type CategorySpan } from '../../contract/classifier.js';
import { findFirstIndex } from '../../text/find-first-index.js';

/** From this score on a sign counts alone. */
const certainScore = 0.5;

/**
 * Raises the score of a passage that holds a weak sign of an injection, as independent evidence does.
 *
 * Both are wrong only if each is. Jailbreaks are left out: their findings block what people write, and signs of them such as
 * "without rules" are subjects of stories and essays.
 */
export function combineEvidence(
  passages: readonly CategorySpan[],
  forms: readonly CategorySpan[],
): readonly CategorySpan[] {
  const weak = forms
    .filter(({ category, score }) => category === 'x/injection' && score < certainScore)
    .toSorted((a, b) => a.start - b.start);
  if (weak.length === 0) return passages;
  return passages.map((passage) => {
    const sign = findSignIn(passage, weak);
    return sign === undefined ? passage : { ...passage, score: 1 - (1 - passage.score) * (1 - sign.score) };
  });
}

/** Finds a sign of the category of a passage that begins in it. */
function findSignIn(passage: CategorySpan, signs: readonly CategorySpan[]): CategorySpan | undefined {
  const first = findFirstIndex(signs, ({ start }) => start >= passage.start);
  for (let index = first; index < signs.length; index += 1) {
    const sign = signs[index];
    if (sign === undefined || sign.start >= passage.end) return undefined;
    if (sign.category === passage.category) return sign;
  }
  return undefined;
}
