import { z } from 'zod';
import { boundedList, emptyList } from '../../http/bounded-list.js';
import { findExcess, requestBounds } from '../../http/json-bounds.js';

/** How many messages a conversation may have, and parts a message: as many messages as OpenAI's API allows. */
export const mostMessages = 2048;
const mostParts = 2048;

/** How many calls one message may make. */
const mostCalls = 128;

/** Text, or parts of text that are joined. Images and sound are refused by name. */
const content = z.union([
  z.string(),
  boundedList(z.strictObject({ type: z.literal('text'), text: z.string() }), { least: 1, most: mostParts }).transform(
    (parts) => parts.map((part) => part.text).join(''),
  ),
]);

/** What an assistant message of OpenAI's API may carry, when it carries nothing: clients send it back as it came. */
const nothing = emptyList.nullish();

/** The JSON text of an object, read. */
const argumentsText = z.string().transform((text, context): Readonly<Record<string, unknown>> => {
  const value = findExcess(Buffer.from(text), requestBounds) === undefined ? parse(text) : undefined;
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  context.addIssue({
    code: 'custom',
    message: `must be the JSON text of an object, at most ${requestBounds.levels} levels deep and of at most ${requestBounds.values} values`,
  });
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
    tool_calls: boundedList(toolCall, { most: mostCalls })
      .nullish()
      .transform((calls) => calls ?? []),
    refusal: nothing,
    annotations: nothing,
    audio: nothing,
    function_call: nothing,
  }),
  z.strictObject({ role: z.literal('tool'), content, tool_call_id: z.string().min(1).max(256) }),
]);

/** A checked message. */
export type ChatRequestMessage = z.infer<typeof chatMessage>;

/** How many values the arguments of all calls have together, counted as those of a body: each text may have as many as a request. */
export function argumentValues(messages: readonly ChatRequestMessage[]): number {
  const calls = messages.flatMap((message) => (message.role === 'assistant' ? message.tool_calls : []));
  return calls.reduce((sum, call) => sum + valuesIn(call.function.arguments), 0);
}

function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner: unknown[] = Object.values(value);
  return Math.max(1, inner.length) + inner.reduce<number>((sum, one) => sum + valuesIn(one), 0);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
