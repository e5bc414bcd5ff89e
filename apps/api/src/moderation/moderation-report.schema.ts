import { z } from 'zod';

/** The findings of a request and its answer, as callers get them. */
const moderationReport = z
  .looseObject({
    policy: z.string().describe('Name and version of the policy.'),
    flagged: z.boolean(),
    findings: z.array(
      z.looseObject({
        stage: z.string(),
        path: z.string().describe('The place in the request or the answer, such as messages[0].content.'),
        category: z.string(),
        action: z.enum(['flag', 'redact', 'block']),
      }),
    ),
    history: z
      .array(z.looseObject({ path: z.string(), action: z.enum(['drop', 'redact']) }))
      .optional()
      .describe('The messages that the model did not get as they were sent.'),
    truncated: z
      .array(z.string())
      .optional()
      .describe('The messages that were left out of a conversation that was too long.'),
    schema: z
      .enum(['met', 'unmet', 'unchecked'])
      .optional()
      .describe('Whether the answer satisfies schemas that were checked afterwards.'),
  })
  .meta({ id: 'ModerationReport' });

/** The fields of moderation that every answer has. */
export const moderationFields = { leeward: moderationReport };

/** Such fields for examples. */
export const exampleModeration = { leeward: { policy: 'leeward-balanced-1', flagged: false, findings: [] } };
