import { z } from 'zod';

import { categoryKey, categoryRule } from './category-schema.js';

/** The fewest examples that a category can be learned from. */
export const minimumExamples = 5;

/** The most examples of a category, and the most counter-examples. */
export const maximumExamples = 200;

/** The most characters of one example: as many as the guard model reads at once. */
const maximumExampleCharacters = 900;

const maximumPathLength = 500;

const exampleText = z.string().trim().min(1).max(maximumExampleCharacters);

/** Validates examples as a list of texts. */
export const exampleTexts = z.array(exampleText).min(minimumExamples).max(maximumExamples);

/** Validates counter-examples as a list of texts. */
export const counterExampleTexts = z.array(exampleText).max(maximumExamples);

const exampleFile = z
  .string()
  .trim()
  .min(1)
  .max(maximumPathLength)
  .describe('A file in the folder of the policy, or below it. One text a line, or JSONL: "…" or {"text": "…"}.');

const neither = 'must be a list of texts, or the path of a file';

/** Validates the rule of a category, and the examples from which a category of the policy's own is learned. */
const learnableCategory = categoryRule.extend({
  examples: z
    .union([exampleTexts, exampleFile], { error: neither })
    .optional()
    .describe('5 to 200 texts of a category of your own, which is learned from them. It needs the guard model.'),
  counterExamples: z
    .union([counterExampleTexts, exampleFile], { error: neither })
    .optional()
    .describe('Up to 200 texts that are close to the examples, and do not belong to the category.'),
});

/** Validates rules by category, some with examples. */
export const learnableCategories = z.record(categoryKey, learnableCategory);
