import { z } from 'zod';

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
