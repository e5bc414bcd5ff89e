/**
 * The 13 categories of OpenAI's moderation endpoint, so that scores can be compared with those of that endpoint.
 * Source: https://platform.openai.com/docs/guides/moderation.
 */
export const openAiCategories = [
  'harassment',
  'harassment/threatening',
  'hate',
  'hate/threatening',
  'illicit',
  'illicit/violent',
  'self-harm',
  'self-harm/intent',
  'self-harm/instructions',
  'sexual',
  'sexual/minors',
  'violence',
  'violence/graphic',
] as const;

/** A category of OpenAI's moderation endpoint. */
export type OpenAiCategory = (typeof openAiCategories)[number];

/** Leeward's own categories, in addition to OpenAI's. */
export const extensionCategories = [
  'x/profanity',
  'x/pii',
  'x/pii/email',
  'x/pii/phone',
  'x/pii/card',
  'x/pii/iban',
  'x/pii/national-id',
  'x/pii/ip-address',
  'x/secrets',
  'x/injection',
  'x/injection/system-prompt',
  'x/jailbreak',
  'x/control-strings',
  'x/control-strings/hidden-text',
  'x/rules',
  'x/privacy',
  'x/specialized-advice',
  'x/defamation',
  'x/ip',
  'x/elections',
  'x/code-abuse',
  'x/unsafe',
] as const;

/** A category that is not OpenAI's. The rules of a policy may use more of them than `extensionCategories` lists. */
export type ExtensionCategory = `x/${string}`;

/** A category of content that a policy can act on. */
export type Category = OpenAiCategory | ExtensionCategory;

/**
 * Scores by category, from 0 (certainly not) to 1 (certainly). `null`: the category could not be classified. It is no
 * finding, but do not show it as harmless. An absent category was classified by no classifier.
 */
export type CategoryScores = Readonly<Partial<Record<Category, number | null>>>;

const openAiCategorySet: ReadonlySet<string> = new Set(openAiCategories);

/** Checks whether a name is one of OpenAI's 13 categories. */
export function isOpenAiCategory(name: string): name is OpenAiCategory {
  return openAiCategorySet.has(name);
}

/** Checks whether a name is a category: one of OpenAI's, or any lower-case name under `x/`. */
export function isCategory(name: string): name is Category {
  return isOpenAiCategory(name) || /^x\/[a-z0-9]+(?:[-/][a-z0-9]+)*$/.test(name);
}

/** Finds the category that a category under `x/` is part of: `x/pii` for `x/pii/card`. Undefined when it is part of none. */
export function findParentCategory(category: Category): ExtensionCategory | undefined {
  const end = category.lastIndexOf('/');
  return category.startsWith('x/') && end > 'x/'.length ? (category.slice(0, end) as ExtensionCategory) : undefined;
}

/** Lists a category and those that it is part of: `x/pii/card` and `x/pii`. */
export function listWithParents(category: Category): readonly Category[] {
  const parent = findParentCategory(category);
  return parent === undefined ? [category] : [category, ...listWithParents(parent)];
}
