import { z } from 'zod';

import { approvalDecisions, toolEffects, toolSources } from '../contract/index.js';

const text = z.string().max(1_000);
const scalar = z.union([text, z.number(), z.boolean()]);

/** Describes a test of one argument. All of its parts hold. */
const argumentTest = z
  .strictObject({
    equals: scalar.optional(),
    one_of: z.array(scalar).max(1_000).optional().describe('It is one of these.'),
    not_one_of: z.array(scalar).max(1_000).optional().describe('It is none of these.'),
    above: z.number().optional(),
    below: z.number().optional(),
    contains: text.optional(),
    starts_with: text.optional(),
    not_starts_with: text.optional(),
    ends_with: text.optional(),
    not_ends_with: text.optional(),
    exists: z.boolean().optional().describe('Whether the argument is there at all.'),
  })
  .refine((test) => Object.values(test).some((value) => value !== undefined), 'has no test; name at least one');

const oneOrMore = <Value extends z.ZodType>(value: Value): z.ZodUnion<[Value, z.ZodArray<Value>]> =>
  z.union([value, z.array(value).min(1)]);

/** Describes a condition. All of its parts hold. */
const condition = z
  .strictObject({
    effect: oneOrMore(z.enum(toolEffects)).optional().describe('The effect of the tool, by its labels.'),
    reads: oneOrMore(z.enum(toolSources)).optional().describe('One of the sources that the tool reads, by its labels.'),
    run_has_read: oneOrMore(z.enum(['untrusted', 'private']))
      .optional()
      .describe('The run has read text of this kind.'),
    arguments: z
      .record(z.string().min(1).max(200), argumentTest)
      .optional()
      .describe('Tests by argument. A path such as `customer.country` or `items.0` names an inner value.'),
  })
  .refine((value) => Object.values(value).some((part) => part !== undefined), 'is empty; name at least one part');

/** Describes when a tool waits for a person. */
const approvalRule = z.union([
  z.enum(['always', 'never']),
  z.strictObject({
    when: oneOrMore(condition).optional().describe('One of these conditions holds. Default: always.'),
    decisions: z
      .array(z.enum(approvalDecisions))
      .min(1)
      .optional()
      .describe('The answers that a person may give. Default: all four.'),
  }),
]);

/** Describes the approvals of an agent by the names of tools. `*` is for all tools that are not named. */
export const approvalsSchema = z.record(z.string().min(1).max(200), approvalRule);

/** The approvals of an agent: which calls wait for a person. */
export type Approvals = z.infer<typeof approvalsSchema>;

/** When one tool waits for a person. */
export type ApprovalRule = Approvals[string];

/** A condition of an approval. */
export type ApprovalCondition = z.infer<typeof condition>;

/** A test of one argument. */
export type ArgumentTest = z.infer<typeof argumentTest>;
