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
  })
  .meta({ id: 'ModerationReport' });

/** The fields of moderation that every answer has. */
export const moderationFields = { moderation: moderationReport };

/** Such fields for examples. */
export const exampleModeration = { moderation: { policy: 'leeward-balanced-1', flagged: false, findings: [] } };
