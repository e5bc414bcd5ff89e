import { z } from 'zod';
import { conversationErrors, modelErrors, type RouteDescription } from '../../openapi/index.js';

const renderedPrompt = z
  .looseObject({
    tokens: z.array(z.int().min(0)),
    spans: z
      .array(
        z.looseObject({
          messageIndex: z.int().describe('The message that the ids belong to; -1 for none.'),
          source: z.string(),
          start: z.int().min(0),
          end: z.int().min(0),
        }),
      )
      .describe('The origin of each run of ids.'),
    explained: z.string().describe('The ids as a text for people.'),
    templateVersion: z.string(),
  })
  .meta({ id: 'RenderedPrompt' });

/** Describes `POST /v1/chat/render`. */
export const renderRoute: RouteDescription = {
  id: 'renderChat',
  group: 'Models',
  summary: 'Show the prompt of a conversation',
  description:
    'Shows the ids that the model would read, without generating. For debugging: it is there only with CHAT_RENDER=true. ' +
    'Nothing is moderated, because the caller gets back its own text.',
  requests: { 'A question': { messages: [{ role: 'user', content: 'Hello' }] } },
  answer: {
    description: 'The prompt.',
    schema: renderedPrompt,
    example: {
      tokens: [1, 733, 16_289, 28_793, 22_557, 733, 28_748, 16_289, 28_793],
      spans: [
        { messageIndex: -1, source: 'control', start: 0, end: 4 },
        { messageIndex: 0, source: 'user', start: 4, end: 5 },
        { messageIndex: -1, source: 'control', start: 5, end: 9 },
      ],
      explained: '<s>[INST] Hello [/INST]',
      templateVersion: 'mistral-instruct-v1',
    },
  },
  errors: [...conversationErrors, ...modelErrors],
};
