import { type Category, type ClassifierCoverage, extensionCategories, openAiCategories } from '@leeward/moderation';

/** The rows of the banner that say which classifier scores which category, and which categories have no score. */
export function describeCoverage(
  coverage: readonly ClassifierCoverage[],
): readonly (readonly [name: string, value: string])[] {
  const scored = new Set(coverage.flatMap(({ categories }) => categories));
  // The category of a policy's own rules is scored only where a policy has some.
  const known = [...openAiCategories, ...extensionCategories].filter((category) => category !== 'x/rules');
  const unscored = known.filter((category) => !isScored(category, scored));
  return [
    ...coverage.map(
      ({ classifier, categories }, index) =>
        [index === 0 ? 'scored' : '', `by ${classifier}: ${categories.join(', ')}`] as const,
    ),
    ['not scored', unscored.join(', ') || 'none'],
  ];
}

/** A classifier may score only kinds of a category, such as `x/pii/email`. */
function isScored(category: Category, scored: ReadonlySet<Category>): boolean {
  return scored.has(category) || [...scored].some((one) => one.startsWith(`${category}/`) && category.startsWith('x/'));
}
