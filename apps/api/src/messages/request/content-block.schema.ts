import { z } from 'zod';
import { boundedList } from '../../http/schema/bounded-list.js';

/** The limit for the blocks of a message. */
const maximumBlocks = 2048;

/** Creates the message for a block of a type that is not one of these. */
const unreadable = (types: string): string =>
  `must be ${types} here: the model reads text only, no images, no documents and no files`;

/** The message for content of another kind. */
const noContent = 'must be a text, or a list of blocks';

const callId = z.string().min(1).max(256);

const textBlock = z.strictObject({ type: z.literal('text'), text: z.string() });

/** Thoughts of another model. The table of fields takes their content out before; with `STRICT_FIELDS` it does not. */
const thinkingBlock = z.strictObject({ type: z.enum(['thinking', 'redacted_thinking']) });

const toolUseBlock = z.strictObject({
  type: z.literal('tool_use'),
  id: callId,
  name: z.string().min(1).max(64),
  input: z.record(z.string(), z.unknown()),
});

/** Blocks of text. */
const textBlocks = boundedList(z.discriminatedUnion('type', [textBlock], { error: unreadable('"text"') }), {
  most: maximumBlocks,
});

const toolResultBlock = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: callId,
  content: z.union([z.string(), textBlocks], noContent).nullish(),
  is_error: z.boolean().nullish(),
});

/** A text, or blocks of text. */
export const textContent = z.union([z.string(), textBlocks], noContent);

const userMessage = z.strictObject({
  role: z.literal('user'),
  content: z.union(
    [
      z.string(),
      boundedList(
        z.discriminatedUnion('type', [textBlock, toolResultBlock], { error: unreadable('"text" or "tool_result"') }),
        {
          least: 1,
          most: maximumBlocks,
        },
      ),
    ],
    noContent,
  ),
});

const assistantMessage = z.strictObject({
  role: z.literal('assistant'),
  // An answer may have no block, and clients send it back as it is.
  content: z.union(
    [
      z.string(),
      boundedList(
        z.discriminatedUnion('type', [textBlock, toolUseBlock, thinkingBlock], {
          error: unreadable('"text" or "tool_use"'),
        }),
        {
          most: maximumBlocks,
        },
      ),
    ],
    noContent,
  ),
});

const systemMessage = z.strictObject({ role: z.literal('system'), content: textContent });

/** A message of `POST /v1/messages`, as Anthropic's API has it. */
export const message = z.discriminatedUnion('role', [userMessage, assistantMessage, systemMessage], {
  error: 'must be "user", "assistant" or "system"',
});

/** A checked message. */
export type Message = z.infer<typeof message>;

/** A checked text, or blocks of text. */
export type TextContent = z.infer<typeof textContent>;
