import { z } from 'zod';

import { type Category, isCategory } from '../../contract/category.js';
import { moderationStages } from '../../contract/moderation-input.js';
import { compileLinearPattern } from '../../text/linear-pattern.js';

/**
 * The schema of a policy file. Every key is optional, unknown keys are refused: what the file leaves out comes from the
 * preset that it extends. The JSON Schema that the package ships is generated from here.
 */

/** Bounds on what a file may hold, so that a policy cannot make every check slow. */
const maximumRules = 500;
const maximumTermsOfRule = 5_000;
const maximumTermLength = 200;

const notACategory = 'is not a category: use one of OpenAI’s 13, or a name such as x/my-rule';
const categoryPattern = '^(harassment|hate|illicit|self-harm|sexual|violence|x)(/[a-z0-9]+([-/][a-z0-9]+)*)?$';

const category = z
  .string()
  .refine((name): name is Category => isCategory(name), { error: notACategory })
  .meta({ description: 'A category: one of OpenAI’s 13, or a name under x/.', pattern: categoryPattern });

// As a record's key the type stays `string`: a key type of known names would make every name required.
const categoryKey = z
  .string()
  .refine((name): boolean => isCategory(name), { error: notACategory })
  .meta({ pattern: categoryPattern });

const categoryRule = z.strictObject({
  threshold: z.number().min(0).max(1).optional().describe('Act when the score reaches this value, 0 … 1.'),
  action: z
    .enum(['monitor', 'flag', 'redact', 'block'])
    .optional()
    .describe(
      'monitor: record only; flag: also name it to the caller; redact: replace the found text; block: stop the text.',
    ),
});

const categoryRules = z.record(categoryKey, categoryRule);

const onError = z
  .enum(['block', 'allow'])
  .describe(
    'What happens when the classifier throws or takes too long. allow: the text passes, and the verdict says so.',
  );

const classifierSettings = z.strictObject({
  enabled: z.boolean().optional(),
  timeoutMs: z.int().min(1).max(120_000).optional(),
  onError: onError.optional(),
});

const stageSettings = z.strictObject({
  enabled: z.boolean().optional().describe('false: texts of this stage pass unseen. Default true.'),
  classifiers: z
    .array(z.string().min(1))
    .optional()
    .describe('The classifiers that judge this stage. Default: all that are enabled.'),
  categories: categoryRules.optional().describe('Differs from the common categories for this stage alone.'),
});

const gateSettings = z.strictObject({
  mode: z
    .enum(['window', 'full'])
    .optional()
    .describe('window: release what was checked while the rest is written; full: release nothing before the end.'),
  windowCharacters: z.int().min(1).max(100_000).optional().describe('Check when this many unchecked characters wait.'),
  maximumWaitMs: z.int().min(1).max(60_000).optional().describe('Check sooner when characters have waited this long.'),
  contextCharacters: z
    .int()
    .min(64)
    .max(100_000)
    .optional()
    .describe('How many released characters the classifiers see before the new ones.'),
  holdBackCharacters: z
    .int()
    .min(0)
    .max(100_000)
    .optional()
    .describe(
      'How many checked characters wait for their right context, for classifiers that judge a text as a whole.',
    ),
  maximumHeldCharacters: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe('The stream ends with an error when more characters than this wait for release.'),
});

const term = z.string().trim().min(1).max(maximumTermLength);

/** Text is read word by word: a word without letters or digits would never be found. */
const ruleWord = term.regex(/[\p{L}\p{N}]/u, 'has no letter and no digit, so it would never be found; use a pattern');

const linearPattern = z
  .string()
  .min(1)
  .max(1_000)
  .superRefine((source, context) => {
    const compiled = compileLinearPattern(source);
    if (compiled.problem !== undefined) context.addIssue({ code: 'custom', message: compiled.problem });
  })
  .describe('A pattern in RE2 syntax, matched in linear time. Lookarounds and back references do not exist in it.');

const textRule = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be kebab-case'),
    category: category.optional().describe('Default x/rules.'),
    score: z.number().min(0).max(1).optional().describe('Score of a match. Default 1.'),
    words: z
      .array(ruleWord)
      .max(maximumTermsOfRule)
      .optional()
      .describe('Whole words or phrases; case, look-alike letters, spacing and other disguises do not matter.'),
    patterns: z.array(linearPattern).max(100).optional(),
    stages: z.array(z.enum(moderationStages)).optional().describe('Default: every stage.'),
  })
  .refine((rule) => (rule.words?.length ?? 0) + (rule.patterns?.length ?? 0) > 0, {
    error: 'needs words or patterns',
  });

const allowance = z
  .strictObject({
    words: z.array(term).max(maximumTermsOfRule).optional(),
    patterns: z.array(linearPattern).max(100).optional(),
    categories: z.array(category).optional().describe('Default: every category.'),
  })
  .refine((rule) => (rule.words?.length ?? 0) + (rule.patterns?.length ?? 0) > 0, {
    error: 'needs words or patterns',
  });

const redactionSettings = z.strictObject({
  style: z
    .enum(['placeholder', 'mask', 'hash'])
    .optional()
    .describe('placeholder: [EMAIL_3FA9C1], the same within a conversation; mask: ****; hash: [EMAIL:1f3a…], keyed.'),
  hashKey: z
    .string()
    .min(16)
    .optional()
    .describe('Key of the hash style. Without one a key is drawn when the process starts.'),
});

const auditSettings = z.strictObject({
  text: z.enum(['none', 'approved']).optional().describe('approved: record the text as it went on. Default none.'),
  onError: onError.optional().describe('What happens when a decision cannot be recorded. Default block.'),
  timeoutMs: z
    .int()
    .min(1)
    .max(120_000)
    .optional()
    .describe('A decision that is not recorded by then could not be. Default 5,000.'),
});

/** The names of the policies that the package ships. */
export const presetNames = ['strict', 'balanced', 'monitor-only'] as const;

/** The name of a policy that the package ships. */
export type PresetName = (typeof presetNames)[number];

/** Validates a policy as a file holds it. */
export const policyDocumentSchema = z.strictObject({
  $schema: z.string().optional(),
  extends: z
    .enum(presetNames)
    .optional()
    .describe('The preset that gives what this file leaves out. Default balanced.'),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be kebab-case')
    .describe('Names the policy in verdicts.'),
  version: z.string().min(1).max(64).describe('Named in every verdict. Change it with every change of the file.'),
  messages: z
    .strictObject({
      blocked: z
        .string()
        .min(1)
        .max(1_000)
        .optional()
        .describe('Shown when a text is blocked. {categories} is replaced.'),
      failed: z.string().min(1).max(1_000).optional().describe('Shown when nobody could judge a text.'),
    })
    .optional(),
  limits: z
    .strictObject({
      maximumCharacters: z.int().min(1).max(10_000_000).optional().describe('Longer texts end with an error verdict.'),
      maximumConcurrentChecks: z.int().min(1).max(10_000).optional(),
    })
    .optional(),
  classifiers: z.record(z.string().min(1), classifierSettings).optional(),
  otherClassifiers: classifierSettings.optional().describe('Holds for classifiers that `classifiers` does not name.'),
  stages: z.partialRecord(z.enum(moderationStages), stageSettings).optional(),
  categories: categoryRules.optional(),
  otherCategories: categoryRule.optional().describe('Holds for categories that `categories` does not name.'),
  gate: gateSettings.optional(),
  redaction: redactionSettings.optional(),
  audit: auditSettings.optional(),
  rules: z.array(textRule).max(maximumRules).optional().describe('Words and patterns of your own.'),
  allow: z.array(allowance).max(maximumRules).optional().describe('Texts that are never a finding.'),
});

/** A policy as a file holds it. */
export type PolicyDocument = z.infer<typeof policyDocumentSchema>;
