import { type Category, type CategoryScores } from '../../contract/category.js';
import { type CategorySpan } from '../../contract/classifier.js';

/** Computes the highest score of each category's spans; 0 for a category without spans. */
export function toCategoryScores(categories: readonly Category[], spans: readonly CategorySpan[]): CategoryScores {
  const scores: Partial<Record<Category, number>> = {};
  for (const category of categories) scores[category] = 0;
  for (const { category, score } of spans) {
    const highest = scores[category];
    if (highest !== undefined && score > highest) scores[category] = score;
  }
  return scores;
}
