import {
  type AllowVerdict,
  type BlockVerdict,
  listWithParents,
  openAiCategories,
  type RedactVerdict,
} from '@leeward/moderation';

/** A verdict on a text that could be moderated. */
type CompleteVerdict = AllowVerdict | RedactVerdict | BlockVerdict;

/**
 * Presents a verdict as an entry of `results`, with OpenAI's categories and ours under `x/`.
 *
 * A category that no classifier covers has the score null and no flag. A flag on a part, such as `x/pii/card`, is also one on the whole.
 */
export function presentModeration(verdict: CompleteVerdict) {
  const flagged = new Set(
    verdict.findings.filter(({ action }) => action !== 'monitor').flatMap(({ category }) => listWithParents(category)),
  );
  const categories = [
    ...new Set([...openAiCategories, ...Object.keys(verdict.scores)]),
  ] as (keyof typeof verdict.scores)[];
  return {
    flagged: flagged.size > 0,
    categories: Object.fromEntries(categories.map((category) => [category, flagged.has(category)])),
    category_scores: Object.fromEntries(categories.map((category) => [category, verdict.scores[category] ?? null])),
    category_applied_input_types: Object.fromEntries(
      categories.map((category) => [category, flagged.has(category) ? ['text'] : []]),
    ),
  };
}
