import { type AllowVerdict, type BlockVerdict, openAiCategories, type RedactVerdict } from '@leeward/moderation';

/** A verdict that says something about the text. */
type Judgement = AllowVerdict | RedactVerdict | BlockVerdict;

/**
 * A verdict as an entry of `results`: OpenAI's categories and ours under `x/`. A category that nobody judged has the score
 * null and no flag.
 */
export function presentModeration(verdict: Judgement) {
  const acted = new Set(verdict.findings.filter(({ action }) => action !== 'monitor').map(({ category }) => category));
  const categories = [
    ...new Set([...openAiCategories, ...Object.keys(verdict.scores)]),
  ] as (keyof typeof verdict.scores)[];
  return {
    flagged: acted.size > 0,
    categories: Object.fromEntries(categories.map((category) => [category, acted.has(category)])),
    category_scores: Object.fromEntries(categories.map((category) => [category, verdict.scores[category] ?? null])),
    category_applied_input_types: Object.fromEntries(
      categories.map((category) => [category, acted.has(category) ? ['text'] : []]),
    ),
  };
}
