import { z } from 'zod';
import { boundedList } from '../../../http/schema/bounded-list.js';
import { findExcess, requestBounds } from '../../../http/body/json-bounds.js';
import { findReservedName } from '../../../http/schema/reserved-name.js';
import { textOnly, textPart } from '../../../http/schema/text-part.js';

/** The limit for the messages of a conversation, the same as in OpenAI's API. */
export const maximumMessages = 2048;
/** The limit for the parts of a message. */
const maximumParts = 2048;

/** The limit for the calls of a message. */
const maximumCalls = 128;

/** The name of the author, or of the tool. */
const name = z
  .string()
  .max(256)
  .nullish()
  // Clients send an empty text where there is none.
  .transform((text) => text || undefined)
  .optional();

/** Text, or parts of text, which are joined. Images and sound are refused by name. */
const content = z.union([
  z.string(),
  boundedList(textPart, { least: 1, most: maximumParts }).transform((parts) => parts.map(({ text }) => text).join('')),
]);

/** A part of an answer in which the model refuses to answer. It is text, too. */
const refusalPart = z
  .strictObject({ type: z.literal('refusal'), refusal: z.string() })
  .transform(({ refusal }) => ({ text: refusal }));

/** The content of an answer. */
const answerContent = z.union([
  z.string(),
  boundedList(z.discriminatedUnion('type', [textPart, refusalPart], { error: textOnly }), {
    most: maximumParts,
  }).transform((parts) => parts.map(({ text }) => text).join('')),
]);

/** The JSON text of an object, parsed. Mistral's and Ollama's histories have an empty text where there are no arguments. */
export const argumentsText = z.string().transform((text, context): Readonly<Record<string, unknown>> => {
  if (text.trim() === '') return {};
  const value = findExcess(Buffer.from(text), requestBounds) === undefined ? parseJson(text) : undefined;
  const isReserved = findReservedName(value) !== undefined;
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !isReserved) {
    return value as Readonly<Record<string, unknown>>;
  }
  context.addIssue({
    code: 'custom',
    message: isReserved
      ? 'has the name "__proto__", which objects of JavaScript reserve'
      : `must be the JSON text of an object, at most ${requestBounds.levels} levels deep and of at most ${requestBounds.values} values`,
  });
  return z.NEVER;
});

const toolCall = z.strictObject({
  id: z.string().min(1).max(256),
  type: z.literal('function').default('function'),
  function: z.strictObject({
    name: z.string().min(1).max(64),
    // Ollama's own API has an object here, and not its JSON text.
    arguments: z.union([argumentsText, z.record(z.string(), z.unknown())]),
  }),
});

/** An answer of a model. Its refusal is the end of its text: the model is to know what it said. */
const answer = z
  .strictObject({
    role: z.literal('assistant'),
    name,
    content: answerContent.nullish(),
    refusal: z.string().nullish(),
    tool_calls: boundedList(toolCall, { most: maximumCalls }).nullish(),
  })
  .transform(({ role, name: author, content: text, refusal, tool_calls: calls }) => ({
    role,
    ...(author !== undefined && { name: author }),
    content: [text, refusal].filter(Boolean).join('\n\n'),
    tool_calls: calls ?? [],
  }));

/**
 * A message of `POST /v1/chat/completions`, as OpenAI's API has it.
 *
 * It converts content to one text (`''` where there is none), and the arguments of calls to objects.
 */
export const chatMessage = z.discriminatedUnion('role', [
  z.strictObject({ role: z.enum(['system', 'developer', 'user']), name, content }),
  answer,
  z.strictObject({ role: z.literal('tool'), name, content, tool_call_id: z.string().min(1).max(256) }),
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
