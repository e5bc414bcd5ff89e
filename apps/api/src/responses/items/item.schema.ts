import { z } from 'zod';
import { argumentsText } from '../../completions/chat/schema/chat-message.schema.js';
import { boundedList } from '../../http/schema/bounded-list.js';
import { type ContentPart } from './item.js';

/** The limit for the parts of a message. */
const maximumParts = 2048;

const textOnly = 'must be a part of text: the model reads text only, no images, no sound and no files';

/** The types of items that a request may have. */
const itemTypes = '"message", "function_call", "function_call_output", "item_reference" or "reasoning"';

/** An id that a client or another server gave. New ones take its place where items are stored. */
const givenId = z.string().max(256).nullish();
const givenStatus = z.enum(['in_progress', 'completed', 'incomplete']).nullish();

/** An id that ties a result to its call. It is stored without being moderated, so it holds no free text. */
const callId = z.string().regex(/^[\w.:|+/=-]{1,256}$/, 'must be 1 to 256 letters, digits or signs of . : | + / = _ -');

const inputText = z
  .strictObject({ type: z.enum(['input_text', 'text']), text: z.string() })
  .transform(({ text }): ContentPart => ({ type: 'input_text', text }));

const outputText = z
  .strictObject({ type: z.literal('output_text'), text: z.string() })
  .transform(({ text }): ContentPart => ({ type: 'output_text', text, annotations: [], logprobs: [] }));

const refusal = z.strictObject({ type: z.literal('refusal'), refusal: z.string() });

const contentPart = z.discriminatedUnion('type', [inputText, outputText, refusal], { error: textOnly });

const content = z.union(
  [z.string(), boundedList(contentPart, { most: maximumParts })],
  'must be a text, or a list of parts',
);

/** A message. Its parts have the type that belongs to its author, whatever type a client gave them. */
const message = z
  .strictObject({
    type: z.literal('message').optional(),
    id: givenId,
    status: givenStatus,
    role: z.enum(['user', 'assistant', 'system', 'developer']),
    content,
  })
  .transform(({ role, content: given }) => ({
    type: 'message' as const,
    role,
    content: (typeof given === 'string' ? [{ type: 'input_text' as const, text: given }] : given).map(
      (part): ContentPart => {
        if (part.type === 'refusal') return part;
        return role === 'assistant'
          ? { type: 'output_text', text: part.text, annotations: [], logprobs: [] }
          : { type: 'input_text', text: part.text };
      },
    ),
  }));

const functionCall = z
  .strictObject({
    type: z.literal('function_call'),
    id: givenId,
    status: givenStatus,
    call_id: callId,
    name: z.string().min(1).max(64),
    arguments: argumentsText,
  })
  .transform(({ type, call_id, name, arguments: values }) => ({ type, call_id, name, arguments: values }));

const functionCallOutput = z
  .strictObject({
    type: z.literal('function_call_output'),
    id: givenId,
    status: givenStatus,
    call_id: callId,
    output: content,
  })
  .transform(({ type, call_id, output }) => ({
    type,
    call_id,
    output:
      typeof output === 'string'
        ? output
        : output.map((part) => (part.type === 'refusal' ? part.refusal : part.text)).join(''),
  }));

const itemReference = z.strictObject({ type: z.literal('item_reference'), id: z.string().min(1).max(256) });

/** Thoughts of another model. The table of fields takes their content out before; with `STRICT_FIELDS` it does not. */
const reasoning = z
  .strictObject({ type: z.literal('reasoning'), id: givenId, status: givenStatus, content: z.unknown().optional() })
  .transform(({ type }) => ({ type }));

/** Adds the type of a reference, which may be left out: it has only an id. A message needs none, since it is the usual item. */
function addType(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('type' in value || 'id' in value)) return value;
  const { type, ...rest } = value as { readonly type?: unknown };
  if (type !== undefined && type !== null) return value;
  return 'role' in rest ? rest : { ...rest, type: 'item_reference' };
}

const describeTypes = { error: `must be ${itemTypes}: the server has no tools of its own` };

/** An item of a request. */
export const inputItem = z.preprocess(
  addType,
  z.discriminatedUnion('type', [message, functionCall, functionCallOutput, itemReference, reasoning], describeTypes),
);

/** An item that is added to a conversation. */
export const newItem = z.preprocess(
  addType,
  z.discriminatedUnion('type', [message, functionCall, functionCallOutput, reasoning], {
    error: 'must be "message", "function_call", "function_call_output" or "reasoning"',
  }),
);

/** A checked item of a request. */
export type InputItem = z.infer<typeof inputItem>;

/** A checked item that is added to a conversation. */
export type NewItem = z.infer<typeof newItem>;
