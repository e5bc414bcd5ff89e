import { z } from 'zod';
import { type AnswerDescription } from '../../openapi/index.js';

/** An item of an answer or of a conversation, for the document of the API. */
export const item = z
  .looseObject({
    id: z.string(),
    type: z.enum(['message', 'function_call', 'function_call_output']),
    status: z.enum(['in_progress', 'completed', 'incomplete']),
  })
  .meta({ id: 'Item' });

/** A message, for examples. */
export const exampleMessage = {
  type: 'message',
  id: 'msg_5a0c2a38',
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text: 'The capital of France is Paris.', annotations: [], logprobs: [] }],
};

/** A part of a list of items, as the answer of a route. */
export const itemList: AnswerDescription = {
  description: 'A part of the list.',
  schema: z
    .looseObject({
      object: z.literal('list'),
      data: z.array(item),
      first_id: z.string().nullable(),
      last_id: z.string().nullable(),
      has_more: z.boolean(),
    })
    .meta({ id: 'ItemList' }),
  example: {
    object: 'list',
    data: [exampleMessage],
    first_id: exampleMessage.id,
    last_id: exampleMessage.id,
    has_more: false,
  },
};
