import { z } from 'zod';
import { boundedList } from '../http/bounded-list.js';

/** The limit for the blocks of a message. */
const maximumBlocks = 2048;

/** The message for a block of a type that the model cannot read. */
const unreadable = 'must be "text": the model reads text only, no images, no documents and no files';

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

/** Blocks of text, at least one unless `least` says otherwise. */
const textBlocks = boundedList(z.discriminatedUnion('type', [textBlock], { error: unreadable }), {
  most: maximumBlocks,
});

const toolResultBlock = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: callId,
  content: z.union([z.string(), textBlocks]).nullish(),
  is_error: z.boolean().nullish(),
});

/** A text, or blocks of text. */
export const textContent = z.union([z.string(), textBlocks]);

const userMessage = z.strictObject({
  role: z.literal('user'),
  content: z.union([
    z.string(),
    boundedList(z.discriminatedUnion('type', [textBlock, toolResultBlock], { error: unreadable }), {
      least: 1,
      most: maximumBlocks,
    }),
  ]),
});

const assistantMessage = z.strictObject({
  role: z.literal('assistant'),
  // An answer may have no block, and clients send it back as it is.
  content: z.union([
    z.string(),
    boundedList(z.discriminatedUnion('type', [textBlock, toolUseBlock, thinkingBlock], { error: unreadable }), {
      most: maximumBlocks,
    }),
  ]),
});

const systemMessage = z.strictObject({ role: z.literal('system'), content: textContent });

/** A message of `POST /v1/messages`, as Anthropic's API has it. */
export const message = z.discriminatedUnion('role', [userMessage, assistantMessage, systemMessage]);

/** A checked message. */
export type Message = z.infer<typeof message>;

/** A checked text, or blocks of text. */
export type TextContent = z.infer<typeof textContent>;
