import { z } from 'zod';

import { moderationStages } from '../../contract/moderation-input.js';
import { compileLinearPattern } from '../../text/linear-pattern.js';
import { category } from './category-schema.js';

/** Bounds on the rules of a file, so that no policy makes the classifiers slow. */
const maximumRules = 500;
const maximumRuleTerms = 5_000;
const maximumTermLength = 200;
const maximumRulePatterns = 100;
const maximumPatternLength = 1_000;

const term = z.string().trim().min(1).max(maximumTermLength);

/** Texts are read word by word: a word without letters and digits would never be found. */
const ruleWord = term.regex(/[\p{L}\p{N}]/u, 'has no letter and no digit, so it would never be found; use a pattern');

const linearPattern = z
  .string()
  .min(1)
  .max(maximumPatternLength)
  .superRefine((source, context) => {
    const compiled = compileLinearPattern(source);
    if (compiled.problem !== undefined) context.addIssue({ code: 'custom', message: compiled.problem });
  })
  .describe('A pattern in RE2 syntax, matched in linear time. Lookarounds and back references do not exist in it.');

const patterns = z.array(linearPattern).max(maximumRulePatterns).optional();

function hasWordsOrPatterns(rule: {
  readonly words?: unknown[] | undefined;
  readonly patterns?: unknown[] | undefined;
}) {
  return (rule.words?.length ?? 0) + (rule.patterns?.length ?? 0) > 0;
}

const needsWordsOrPatterns = { error: 'needs words or patterns' };

const textRule = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be kebab-case'),
    category: category.optional().describe('Default x/rules.'),
    score: z.number().min(0).max(1).optional().describe('Score of a match. Default 1.'),
    words: z
      .array(ruleWord)
      .max(maximumRuleTerms)
      .optional()
      .describe('Whole words or phrases; case, look-alike letters, spacing and other disguises do not matter.'),
    patterns,
    stages: z.array(z.enum(moderationStages)).optional().describe('Default: every stage.'),
  })
  .refine(hasWordsOrPatterns, needsWordsOrPatterns);

const allowance = z
  .strictObject({
    words: z.array(term).max(maximumRuleTerms).optional(),
    patterns,
    categories: z.array(category).optional().describe('Default: every category.'),
  })
  .refine(hasWordsOrPatterns, needsWordsOrPatterns);

/** Validates the words and patterns of a policy's own rules. */
export const textRules = z.array(textRule).max(maximumRules);

/** Validates the allow-list. */
export const allowances = z.array(allowance).max(maximumRules);
