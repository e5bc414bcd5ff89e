import { type Category, type CategoryScores } from './category.js';

/** Finds the highest score of each category over some results; null where none has a score. */
export function highestScores(categories: readonly Category[], scored: readonly CategoryScores[]): CategoryScores {
  return Object.fromEntries(
    categories.map((category) => {
      const known = scored.map((scores) => scores[category]).filter((score) => typeof score === 'number');
      return [category, known.length === 0 ? null : Math.max(...known)];
    }),
  );
}
