import { z } from 'zod';
import { exampleModeration, moderationFields } from '../moderation/moderation-report.schema.js';
import {
  conversationErrors,
  conversationHeaders,
  generationErrors,
  moderationErrors,
  modelErrors,
  type RouteDescription,
} from '../openapi/index.js';

const question = { role: 'user', content: 'What is the capital of France?' };

const weatherTool = {
  name: 'get_weather',
  description: 'Finds the weather of a city.',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

const count = z.int().min(0);

const usage = z.looseObject({
  input_tokens: count.describe('Tokens of the prompt, without the cached ones.'),
  cache_read_input_tokens: count.describe('Tokens that were read for an earlier request.'),
  output_tokens: count,
});

const messageAnswer = z
  .looseObject({
    id: z.string(),
    type: z.literal('message'),
    role: z.literal('assistant'),
    model: z.string(),
    content: z.array(z.looseObject({ type: z.enum(['text', 'tool_use']) })),
    stop_reason: z.enum(['end_turn', 'max_tokens', 'stop_sequence', 'tool_use', 'refusal']),
    stop_sequence: z.string().nullable(),
    stop_details: z.looseObject({ explanation: z.string().nullable() }).nullable(),
    usage,
    ...moderationFields,
  })
  .meta({ id: 'Message' });

const messageEvent = z
  .looseObject({
    type: z.enum([
      'message_start',
      'content_block_start',
      'ping',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]),
  })
  .meta({ id: 'MessageEvent' });

/** The body of an error, as Anthropic's clients read it. */
const errorBody = z
  .looseObject({
    type: z.literal('error'),
    error: z.looseObject({ type: z.string(), message: z.string() }),
    request_id: z.string().nullable(),
    leeward: z.looseObject({
      code: z.string().nullable().describe('Distinguishes errors, and never changes.'),
      param: z.string().nullable().describe('The field that is wrong, such as messages[1].content.'),
      categories: z.array(z.string()).optional().describe('The categories for which a text was blocked.'),
    }),
  })
  .meta({ id: 'MessageError' });

/** Describes `POST /v1/messages`. */
export const messagesRoute: RouteDescription = {
  id: 'createMessage',
  group: 'Completions',
  summary: "Answer a conversation in Anthropic's form",
  description:
    "Takes and gives Anthropic's form of messages: moderates the conversation, lets the model answer, and moderates the answer. " +
    'With "stream": true, the answer comes as server-sent events.',
  requests: {
    'A question': { model: 'default', max_tokens: 16, messages: [question] },
    'A stream': { model: 'default', max_tokens: 16, system: 'Answer in one word.', messages: [question], stream: true },
    'A tool': {
      model: 'default',
      max_tokens: 64,
      messages: [{ role: 'user', content: 'How is the weather in Paris?' }],
      tools: [weatherTool],
      tool_choice: { type: 'any' },
    },
  },
  answer: {
    description: 'The answer: a JSON object, or a stream of events.',
    schema: messageAnswer,
    example: {
      id: 'msg-5a0c2a38',
      type: 'message',
      role: 'assistant',
      model: 'smollm2-135m-instruct',
      content: [{ type: 'text', text: 'The capital of France is Paris.', citations: null }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      stop_details: null,
      usage: { input_tokens: 37, cache_read_input_tokens: 0, output_tokens: 8 },
      ...exampleModeration,
    },
  },
  stream: {
    description:
      'Server-sent events, each with its type as its name. An error in the middle of a stream is the event "error".',
    schema: messageEvent,
    example: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Paris' } },
  },
  headers: conversationHeaders,
  errors: [...conversationErrors, ...moderationErrors, ...modelErrors, ...generationErrors],
  limitForm: 'anthropic',
  errorBody,
};

/** Describes `POST /v1/messages/count_tokens`. */
export const countTokensRoute: RouteDescription = {
  id: 'countMessageTokens',
  group: 'Models',
  summary: 'Count the tokens of a prompt',
  description: "Counts the tokens of the prompt that a request in Anthropic's form makes. Nothing is generated.",
  requests: { 'A question': { model: 'default', messages: [question] } },
  answer: {
    description: 'The number of tokens.',
    schema: z.looseObject({ input_tokens: count }).meta({ id: 'MessageTokens' }),
    example: { input_tokens: 37 },
  },
  errors: [...conversationErrors, ...modelErrors],
  limitForm: 'anthropic',
  errorBody,
};
