import { type CategorySpan } from '../../contract/classifier.js';

/**
 * Removes duplicates: spans with the same range and the same category or label.
 *
 * The views of a text overlap: a word that is not disguised is found in several of them.
 */
export function uniqueSpans(spans: readonly CategorySpan[], by: 'category' | 'label'): readonly CategorySpan[] {
  return [...new Map(spans.map((span) => [`${span.start}:${span.end}:${span[by] ?? ''}`, span])).values()];
}
