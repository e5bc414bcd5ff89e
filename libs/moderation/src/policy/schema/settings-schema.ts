import { z } from 'zod';

import { categoryRules } from './category-schema.js';

const onError = z
  .enum(['block', 'allow'])
  .describe(
    'What happens when the classifier throws or takes too long. allow: the text passes, and the verdict says so.',
  );

/** Validates how a classifier runs. */
export const classifierSettings = z.strictObject({
  enabled: z.boolean().optional(),
  timeoutMs: z
    .int()
    .min(1)
    .max(120_000)
    .optional()
    .describe('After this many milliseconds of its own work the classifier has failed. Waiting does not count.'),
  onError: onError.optional(),
  optional: z
    .boolean()
    .optional()
    .describe('true: the policy also works where there is no such classifier. Default false.'),
});

/** Validates how the texts of one stage are moderated. */
export const stageSettings = z.strictObject({
  enabled: z.boolean().optional().describe('false: texts of this stage are not moderated. Default true.'),
  classifiers: z
    .array(z.string().min(1))
    .optional()
    .describe('The classifiers that run at this stage. Default: all that are enabled.'),
  categories: categoryRules.optional().describe('Overrides the common categories at this stage.'),
});

/** Validates how a stream is held and released. */
export const gateSettings = z.strictObject({
  mode: z
    .enum(['window', 'full'])
    .optional()
    .describe('window: release what was moderated while the rest is written; full: release nothing before the end.'),
  windowCharacters: z.int().min(1).max(100_000).optional().describe('Moderate when this many new characters wait.'),
  maximumWaitMs: z
    .int()
    .min(1)
    .max(60_000)
    .optional()
    .describe('Moderate sooner when characters have waited this many milliseconds.'),
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
      'How many moderated characters wait for the text after them, for classifiers that read a text as a whole.',
    ),
  maximumHeldCharacters: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe('The stream ends with an error when more characters than this wait for release.'),
  rhythm: z
    .strictObject({
      firstCharacters: z
        .int()
        .min(1)
        .max(100_000)
        .optional()
        .describe('The first check waits for this many characters.'),
      growth: z.number().min(1).max(10).optional().describe('Each later check waits for this many times as much.'),
      maximumCharacters: z.int().min(1).max(100_000).optional().describe('No check waits for more new characters.'),
      maximumWaitMs: z.int().min(1).max(60_000).optional().describe('No check waits longer than this.'),
      maximumShare: z
        .number()
        .min(0.01)
        .max(1)
        .optional()
        .describe('The share of the time that the checks of all streams may take together.'),
      maximumSharedWaitMs: z
        .int()
        .min(1)
        .max(60_000)
        .optional()
        .describe('No check waits longer than this for its share while other streams are read too.'),
      contextCharacters: z
        .int()
        .min(0)
        .max(100_000)
        .optional()
        .describe('How many released characters the classifiers see before the new ones.'),
    })
    .optional()
    .describe(
      'How often classifiers read a stream that are too costly for every window. Default: as each of them says.',
    ),
});

/** Validates what happens to a stopped message of the history. */
export const historyAction = z
  .enum(['drop', 'redact', 'block'])
  .describe(
    'What happens to a stopped message before the newest user message. drop: it and its answer are left out; redact: a note stands in its place; block: the conversation is stopped. Default drop.',
  );

/** Validates how a message is moderated together with earlier ones. */
export const conversationSettings = z.strictObject({
  turns: z
    .int()
    .min(0)
    .max(100)
    .optional()
    .describe('How many earlier messages of the same role are moderated together with a message. Default 0: none.'),
  maximumCharacters: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe('How many characters of the earlier messages are read at most. Default 2,000.'),
});

/** Validates what stands in place of redacted text. */
export const redactionSettings = z
  .strictObject({
    mode: z
      .enum(['replace', 'restore'])
      .optional()
      .describe(
        'restore: the model sees placeholders, and the caller and the tools get the values back. Default replace.',
      ),
    style: z
      .enum(['placeholder', 'mask', 'hash'])
      .optional()
      .describe('placeholder: [EMAIL_3FA9C1], the same within a conversation; mask: ****; hash: [EMAIL:1f3a…], keyed.'),
    hashKey: z
      .string()
      .min(16)
      .optional()
      .describe('Key of the hash style. Without one a key is drawn when the process starts.'),
  })
  .refine(({ mode, style }) => mode !== 'restore' || style === undefined || style === 'placeholder', {
    path: ['style'],
    message:
      'must be placeholder, because the mode restore can find no value behind another style; remove the style, or set the mode replace',
  });

/** Validates what is recorded about decisions. */
export const auditSettings = z.strictObject({
  text: z
    .enum(['none', 'approved'])
    .optional()
    .describe('approved: record the released text, with redactions applied. Default none.'),
  onError: onError.optional().describe('What happens when a decision cannot be recorded. Default block.'),
  timeoutMs: z
    .int()
    .min(1)
    .max(120_000)
    .optional()
    .describe('After this many milliseconds recording a decision has failed. Default 5,000.'),
});
