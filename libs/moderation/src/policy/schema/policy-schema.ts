import { z } from 'zod';

import { moderationStages } from '../../contract/moderation-input.js';
import { categoryRule } from './category-schema.js';
import { learnableCategories } from './examples-schema.js';
import { policyMessages } from './messages-schema.js';
import {
  auditSettings,
  classifierSettings,
  conversationSettings,
  gateSettings,
  historyAction,
  redactionSettings,
  stageSettings,
} from './settings-schema.js';
import { allowances, textRules } from './text-rule-schema.js';

/** Lists the policies that the package ships. */
export const presetNames = ['strict', 'balanced', 'monitor-only'] as const;

/** The name of a policy that the package ships. */
export type PresetName = (typeof presetNames)[number];

/**
 * Validates a policy as a file holds it.
 *
 * Every key but name and version is optional: the preset that the file extends gives the others. Unknown keys are refused.
 */
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
  messages: policyMessages.optional(),
  limits: z
    .strictObject({
      maximumCharacters: z.int().min(1).max(10_000_000).optional().describe('Longer texts end with an error verdict.'),
      maximumConcurrentChecks: z.int().min(1).max(10_000).optional(),
      maximumCachedResults: z
        .int()
        .min(0)
        .max(1_000_000)
        .optional()
        .describe(
          'How many results of classifiers are remembered by a keyed hash of the text. 0: none. Default 10,000.',
        ),
      maximumWaitMs: z
        .int()
        .min(1)
        .max(120_000)
        .optional()
        .describe('A check that waits longer than this many milliseconds ends with an error verdict: overload.'),
    })
    .optional(),
  classifiers: z.record(z.string().min(1), classifierSettings).optional(),
  otherClassifiers: classifierSettings
    .omit({ optional: true })
    .optional()
    .describe('Applies to classifiers that `classifiers` does not name.'),
  stages: z.partialRecord(z.enum(moderationStages), stageSettings).optional(),
  categories: learnableCategories.optional(),
  otherCategories: categoryRule.optional().describe('Applies to categories that `categories` does not name.'),
  gate: gateSettings.optional(),
  history: historyAction.optional(),
  conversation: conversationSettings.optional().describe('Finds what is split over messages. Default: off.'),
  redaction: redactionSettings.optional(),
  audit: auditSettings.optional(),
  rules: textRules.optional().describe('Words and patterns of your own.'),
  allow: allowances.optional().describe('Texts that are never a finding.'),
});

/** A policy as a file holds it. */
export type PolicyDocument = z.infer<typeof policyDocumentSchema>;
