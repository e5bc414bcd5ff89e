import {
  type AllowVerdict,
  type BlockVerdict,
  type Category,
  listWithParents,
  openAiCategories,
  type RedactVerdict,
} from '@leeward/moderation';

/** A verdict on a text that could be moderated. */
type CompleteVerdict = AllowVerdict | RedactVerdict | BlockVerdict;

/**
 * Presents a verdict as an entry of `results`, with OpenAI's categories and ours under `x/`.
 *
 * OpenAI's form has a boolean for each category, also for one that no classifier covers. Such a one has the score null and no type of
 * input, and is not among `leeward.judged`. A flag on a part, such as `x/pii/card`, is also one on the whole.
 */
export function presentModeration({ findings, scores }: CompleteVerdict) {
  const flagged = new Set(
    findings.filter(({ action }) => action !== 'monitor').flatMap(({ category }) => listWithParents(category)),
  );
  const categories = [...new Set<Category>([...openAiCategories, ...(Object.keys(scores) as Category[])])];
  const judged = categories.filter((category) => typeof scores[category] === 'number');
  const toRecord = <Value>(toValue: (category: Category) => Value): Record<string, Value> =>
    Object.fromEntries(categories.map((category) => [category, toValue(category)]));
  return {
    flagged: flagged.size > 0,
    categories: toRecord((category) => flagged.has(category)),
    category_scores: toRecord((category) => scores[category] ?? null),
    category_applied_input_types: toRecord((category) => (judged.includes(category) ? ['text'] : [])),
    leeward: { judged: judged.toSorted() },
  };
}
