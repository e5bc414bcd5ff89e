import { z } from 'zod';
import { exampleModeration, moderationFields } from '../moderation/moderation-report.schema.js';
import { conversationErrors, modelErrors, moderationErrors, type RouteDescription } from '../openapi/index.js';

/** Describes `POST /tokenize`. */
export const tokenizeRoute: RouteDescription = {
  id: 'tokenize',
  group: 'Models',
  summary: 'Encode a text or a conversation',
  description: 'Moderates a text or a conversation, and encodes it as the model would read it, without generating.',
  requests: {
    'A text': { content: 'Hello' },
    'A conversation': { messages: [{ role: 'user', content: 'Hello' }] },
  },
  answer: {
    description: 'The token ids.',
    schema: z
      .looseObject({
        tokens: z.array(z.int().min(0)),
        count: z.int().min(0),
        max_model_len: z.int().min(1).describe('The tokens that prompt and answer may have together.'),
        model: z.string(),
        ...moderationFields,
      })
      .meta({ id: 'Tokens' }),
    example: { tokens: [22_557], count: 1, max_model_len: 4096, model: 'mixtral-8x7b-instruct', ...exampleModeration },
  },
  headers: ['x-leeward-moderation'],
  errors: [...conversationErrors, ...moderationErrors, ...modelErrors],
};

/** Describes `POST /detokenize`. */
export const detokenizeRoute: RouteDescription = {
  id: 'detokenize',
  group: 'Models',
  summary: 'Decode token ids',
  description: 'Decodes token ids, and moderates the text. Control tokens are left out.',
  requests: { 'Two tokens': { tokens: [75, 108] } },
  answer: {
    description: 'The text, under both names that clients know.',
    schema: z.looseObject({ content: z.string(), prompt: z.string(), ...moderationFields }).meta({ id: 'DecodedText' }),
    example: { content: 'Hi', prompt: 'Hi', ...exampleModeration },
  },
  headers: ['x-leeward-moderation'],
  errors: [...moderationErrors, ...modelErrors],
};
