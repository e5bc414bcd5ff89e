import { type Category, type CategoryScores } from './category.js';

/** The highest score that any of some results gives each category; null where none judged it. */
export function highestScores(categories: readonly Category[], scored: readonly CategoryScores[]): CategoryScores {
  return Object.fromEntries(
    categories.map((category) => {
      const known = scored.map((scores) => scores[category]).filter((score) => typeof score === 'number');
      return [category, known.length === 0 ? null : Math.max(...known)];
    }),
  );
}
