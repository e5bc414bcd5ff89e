/**
 * The taxonomy: OpenAI's 13 moderation categories, so that answers compare with that endpoint's, and Leeward's extensions
 * under `x/`. Source of the first list: https://platform.openai.com/docs/guides/moderation.
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

/** What Leeward judges beyond OpenAI's categories. */
export const extensionCategories = [
  'x/profanity',
  'x/pii',
  'x/secrets',
  'x/injection',
  'x/jailbreak',
  'x/control-strings',
  'x/rules',
  'x/privacy',
  'x/specialized-advice',
  'x/defamation',
  'x/ip',
  'x/elections',
  'x/code-abuse',
  'x/unsafe',
] as const;

/** A category outside OpenAI's list. A policy's own rules may name further ones. */
export type ExtensionCategory = `x/${string}`;

/** What a text can be judged for. */
export type Category = OpenAiCategory | ExtensionCategory;

/**
 * Scores by category, 0 (certainly not) to 1 (certainly). `null` means that nobody could judge the category: never read it
 * as harmless. A category that is not listed was not asked for.
 */
export type CategoryScores = Readonly<Partial<Record<Category, number | null>>>;

const openAiCategorySet: ReadonlySet<string> = new Set(openAiCategories);

/** Whether a name is one of OpenAI's 13 categories. */
export function isOpenAiCategory(name: string): name is OpenAiCategory {
  return openAiCategorySet.has(name);
}

/** Whether a name is a category of the taxonomy: one of OpenAI's, or any name under `x/`. */
export function isCategory(name: string): name is Category {
  return isOpenAiCategory(name) || /^x\/[a-z0-9]+(?:[-/][a-z0-9]+)*$/.test(name);
}
