import { z } from 'zod';
import { exampleModeration, moderationFields } from '../moderation/moderation-report.schema.js';
import {
  conversationErrors,
  conversationHeaders,
  generationErrors,
  modelErrors,
  moderationErrors,
  type RouteDescription,
} from '../openapi/index.js';
import { listParameters } from '../http/schema/list-query.js';
import { exampleMessage, item, itemList } from './items/item-description.js';

const count = z.int().min(0);

const usage = z.looseObject({
  input_tokens: count,
  input_tokens_details: z.looseObject({
    cached_tokens: count.describe('Tokens that were read for an earlier request.'),
  }),
  output_tokens: count,
  total_tokens: count,
});

const response = z
  .looseObject({
    id: z.string(),
    object: z.literal('response'),
    created_at: count.describe('Unix seconds.'),
    status: z.enum(['queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled']),
    model: z.string(),
    output: z.array(item),
    error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
    incomplete_details: z.looseObject({ reason: z.enum(['max_output_tokens', 'content_filter']) }).nullable(),
    previous_response_id: z.string().nullable(),
    conversation: z.looseObject({ id: z.string() }).nullable(),
    store: z.boolean().describe('Whether the response is kept.'),
    usage: usage.nullable(),
    moderation: z
      .looseObject({ input: z.looseObject({}), output: z.looseObject({}) })
      .optional()
      .describe("The judgement in OpenAI's form, where it was asked for."),
    ...moderationFields,
  })
  .meta({ id: 'Response' });

const responseEvent = z
  .looseObject({
    type: z.string().describe('Such as response.output_text.delta.'),
    sequence_number: count.describe('Counts the events from 0.'),
  })
  .meta({ id: 'ResponseEvent' });

const exampleId = 'resp_5a0c2a38';

const exampleResponse = {
  id: exampleId,
  object: 'response',
  created_at: 1_764_000_000,
  status: 'completed',
  model: 'smollm2-135m-instruct',
  output: [exampleMessage],
  error: null,
  incomplete_details: null,
  previous_response_id: null,
  conversation: null,
  store: true,
  usage: { input_tokens: 37, input_tokens_details: { cached_tokens: 0 }, output_tokens: 8, total_tokens: 45 },
  ...exampleModeration,
};

const answer = { description: 'The response.', schema: response, example: exampleResponse };

const stream = {
  description:
    'Server-sent events, each with its type as its name. The last one is "response.completed", "response.incomplete" or ' +
    '"response.failed"; or "error", where there is no response yet.',
  schema: responseEvent,
  example: { type: 'response.output_text.delta', sequence_number: 4, delta: 'Paris' },
};

const parameters = { id: { description: 'The id of a response.', example: exampleId } };

const storageErrors = ['storage_off', 'response_not_found'] as const;

const weatherTool = {
  type: 'function',
  name: 'get_weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

/** Describes `POST /v1/responses`. */
export const createRoute: RouteDescription = {
  id: 'createResponse',
  group: 'Responses',
  summary: 'Answer a turn of a conversation',
  description:
    'Moderates the input, lets the model answer, moderates the answer, and keeps both for later turns unless "store" is ' +
    'false. With "stream": true, the answer comes as server-sent events.',
  requests: {
    'A question': { model: 'default', input: 'What is the capital of France?', max_output_tokens: 16 },
    'A stream': { model: 'default', input: [{ role: 'user', content: 'Hello' }], max_output_tokens: 16, stream: true },
    'A tool': {
      model: 'default',
      input: 'How is the weather in Paris?',
      tools: [weatherTool],
      tool_choice: 'required',
      max_output_tokens: 64,
      store: false,
    },
    'A response in the background': { model: 'default', input: 'Hello', max_output_tokens: 16, background: true },
  },
  answer,
  stream,
  headers: conversationHeaders,
  errors: [
    ...conversationErrors,
    ...moderationErrors,
    ...modelErrors,
    ...generationErrors,
    'storage_off',
    'storage_unavailable',
    'previous_response_not_found',
    'conversation_not_found',
    'item_not_found',
  ],
};

/** Describes `GET /v1/responses/{id}`. */
export const retrieveRoute: RouteDescription = {
  id: 'getResponse',
  group: 'Responses',
  summary: 'Read a response',
  description:
    'Reads a response that is kept, or under way in the background. With "stream=true", the events of one that was made in ' +
    'the background come again, and those that follow.',
  parameters: {
    ...parameters,
    stream: { description: 'Whether the events are sent.', example: 'false' },
    starting_after: { description: 'The number of the event before the first one.', example: '3' },
  },
  answer,
  stream,
  errors: [...storageErrors],
};

/** Describes `DELETE /v1/responses/{id}`. */
export const deleteRoute: RouteDescription = {
  id: 'deleteResponse',
  group: 'Responses',
  summary: 'Delete a response',
  description: 'Deletes a response with its items. One that is under way in the background ends.',
  parameters,
  answer: {
    description: 'The response is deleted.',
    schema: z
      .looseObject({ id: z.string(), object: z.literal('response'), deleted: z.literal(true) })
      .meta({ id: 'DeletedResponse' }),
    example: { id: exampleId, object: 'response', deleted: true },
  },
  errors: [...storageErrors],
};

/** Describes `POST /v1/responses/{id}/cancel`. */
export const cancelRoute: RouteDescription = {
  id: 'cancelResponse',
  group: 'Responses',
  summary: 'Cancel a response in the background',
  description: 'Ends a response that is under way in the background. One that has ended stays as it is.',
  parameters,
  answer,
  errors: [...storageErrors, 'response_not_cancellable'],
};

/** Describes `GET /v1/responses/{id}/input_items`. */
export const inputItemsRoute: RouteDescription = {
  id: 'listInputItems',
  group: 'Responses',
  summary: 'List the input of a response',
  description: 'Lists the items that a request sent, as they were moderated. Those of the turns before are not in it.',
  parameters: { ...parameters, ...listParameters },
  answer: itemList,
  errors: [...storageErrors],
};
