import { z } from 'zod';
import { isDeeperThan } from '../http/json-depth.js';

/** Text, or parts of text that are joined. Images and sound are refused by name. */
const content = z.union([
  z.string(),
  z
    .array(z.strictObject({ type: z.literal('text'), text: z.string() }))
    .min(1)
    .transform((parts) => parts.map((part) => part.text).join('')),
]);

/** What an assistant message of OpenAI's API may carry, when it carries nothing: clients send it back as it came. */
const nothing = z.array(z.never()).nullish();

/** Deeper values are refused: nobody writes them by hand, and to write them again takes a stack. */
export const deepestValue = 100;

/** The JSON text of an object, read. */
const argumentsText = z.string().transform((text, context): Readonly<Record<string, unknown>> => {
  const value = parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !isDeeperThan(value, deepestValue)) {
    return value as Readonly<Record<string, unknown>>;
  }
  context.addIssue({ code: 'custom', message: `must be the JSON text of an object that is at most ${deepestValue} levels deep` });
  return z.NEVER;
});

const toolCall = z.strictObject({
  id: z.string().min(1).max(256),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string().min(1).max(64), arguments: argumentsText }),
});

/**
 * A message of `POST /v1/chat/completions`, as OpenAI's API has it. Content comes out as one text, `''` where there is none,
 * and the arguments of calls as objects.
 */
export const chatMessage = z.discriminatedUnion('role', [
  z.strictObject({ role: z.enum(['system', 'developer', 'user']), content }),
  z.strictObject({
    role: z.literal('assistant'),
    content: content.nullish().transform((text) => text ?? ''),
    tool_calls: z.array(toolCall).max(128).nullish().transform((calls) => calls ?? []),
    refusal: nothing,
    annotations: nothing,
    audio: nothing,
    function_call: nothing,
  }),
  z.strictObject({ role: z.literal('tool'), content, tool_call_id: z.string().min(1).max(256) }),
]);

/** A checked message. */
export type ChatRequestMessage = z.infer<typeof chatMessage>;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
