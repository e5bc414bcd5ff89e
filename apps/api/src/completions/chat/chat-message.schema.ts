import { z } from 'zod';
import { boundedList, emptyList } from '../../http/bounded-list.js';
import { findExcess, requestBounds } from '../../http/json-bounds.js';

/** The limit for the messages of a conversation, the same as in OpenAI's API. */
export const maximumMessages = 2048;
/** The limit for the parts of a message. */
const maximumParts = 2048;

/** The limit for the calls of a message. */
const maximumCalls = 128;

/** Text, or parts of text, which are joined. Images and sound are refused by name. */
const content = z.union([
  z.string(),
  boundedList(z.strictObject({ type: z.literal('text'), text: z.string() }), {
    least: 1,
    most: maximumParts,
  }).transform((parts) => parts.map((part) => part.text).join('')),
]);

/**
 * A field of OpenAI's assistant messages that is supported only when it is empty: clients send a message back with all
 * of its fields.
 */
const unused = emptyList.nullish();

/** The JSON text of an object, parsed. */
const argumentsText = z.string().transform((text, context): Readonly<Record<string, unknown>> => {
  const value = findExcess(Buffer.from(text), requestBounds) === undefined ? parseJson(text) : undefined;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
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
 * A message of `POST /v1/chat/completions`, as OpenAI's API has it.
 *
 * It converts content to one text (`''` where there is none), and the arguments of calls to objects.
 */
export const chatMessage = z.discriminatedUnion('role', [
  z.strictObject({ role: z.enum(['system', 'developer', 'user']), content }),
  z.strictObject({
    role: z.literal('assistant'),
    content: content.nullish().transform((text) => text ?? ''),
    tool_calls: boundedList(toolCall, { most: maximumCalls })
      .nullish()
      .transform((calls) => calls ?? []),
    refusal: unused,
    annotations: unused,
    audio: unused,
    function_call: unused,
  }),
  z.strictObject({ role: z.literal('tool'), content, tool_call_id: z.string().min(1).max(256) }),
]);

/** A checked message. */
export type ChatRequestMessage = z.infer<typeof chatMessage>;

/** Counts the values in the arguments of all calls, as `findExcess` counts those of a body. Each text alone is within its bound. */
export function countArgumentValues(messages: readonly ChatRequestMessage[]): number {
  const calls = messages.flatMap((message) => (message.role === 'assistant' ? message.tool_calls : []));
  return calls.reduce((sum, call) => sum + countValues(call.function.arguments), 0);
}

function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner: unknown[] = Object.values(value);
  return Math.max(1, inner.length) + inner.reduce<number>((sum, one) => sum + countValues(one), 0);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
