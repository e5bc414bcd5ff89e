import { z } from 'zod';
import { boundedList } from '../../http/schema/bounded-list.js';

const toolName = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, underscores or dashes');

/**
 * A tool that the caller runs. Its grammar holds arguments to the schema in any case, so `strict` changes nothing.
 *
 * Tools that Anthropic describes or runs itself have another `type` and no schema, so no model here knows them.
 */
const tool = z.strictObject({
  type: z
    .literal('custom', 'must be "custom": the server has no tools of its own; describe yours with "input_schema"')
    .nullish(),
  name: toolName,
  description: z.string().max(100_000).nullish(),
  input_schema: z.record(z.string(), z.unknown(), 'must be the JSON Schema of the arguments'),
  strict: z.boolean().nullish(),
});

/** The choice of a tool. */
const toolChoice = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.enum(['auto', 'any']), disable_parallel_tool_use: z.boolean().nullish() }),
    z.strictObject({ type: z.literal('tool'), name: toolName, disable_parallel_tool_use: z.boolean().nullish() }),
    z.strictObject({ type: z.literal('none') }),
  ],
  { error: 'must be "auto", "any", "tool" or "none"' },
);

/** The fields of a request that are about tools. */
export const toolFields = {
  tools: boundedList(tool, { most: 128 }).nullish(),
  tool_choice: toolChoice.nullish(),
};

/** A checked tool. */
export type MessageTool = z.infer<typeof tool>;

/** A checked choice of a tool. */
export type MessageToolChoice = z.infer<typeof toolChoice>;
