import { exampleModeration } from '../../moderation/moderation-report.schema.js';
import {
  conversationErrors,
  conversationHeaders,
  generationErrors,
  modelErrors,
  moderationErrors,
} from '../../openapi/index.js';
import { type RouteDescription } from '../../openapi/index.js';
import { exampleUsage } from '../answer.schema.js';
import { chatCompletionAnswer, chatCompletionChunk } from './schema/chat-answer.schema.js';

const question = { role: 'user', content: 'What is the capital of France?' };

const weatherTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Tells the weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

const envelope = { id: 'chatcmpl-5a0c2a38', created: 1_760_000_000, model: 'smollm2-135m-instruct' };

/** Describes `POST /v1/chat/completions`. */
export const chatCompletionsRoute: RouteDescription = {
  id: 'createChatCompletion',
  group: 'Completions',
  summary: 'Answer a conversation',
  description:
    'Moderates the conversation, lets the model answer, and moderates the answer before it leaves. ' +
    'A last message of the assistant is continued. With "stream": true, the answer comes as server-sent events.',
  requests: {
    'A question': { model: 'default', max_tokens: 16, messages: [question] },
    'A stream': {
      model: 'default',
      max_tokens: 16,
      messages: [{ role: 'system', content: 'Answer in one word.' }, question],
      stream: true,
      stream_options: { include_usage: true },
    },
    'A tool': {
      model: 'default',
      max_tokens: 64,
      messages: [{ role: 'user', content: 'How is the weather in Paris?' }],
      tools: [weatherTool],
      tool_choice: 'required',
    },
    'An answer in JSON': {
      model: 'default',
      max_tokens: 64,
      messages: [question],
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'capital',
          schema: { type: 'object', properties: { city: { type: 'string', maxLength: 40 } }, required: ['city'] },
        },
      },
    },
  },
  answer: {
    description: 'The answer: a JSON object, or a stream of events.',
    schema: chatCompletionAnswer,
    example: {
      ...envelope,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'The capital of France is Paris.', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: exampleUsage,
      ...exampleModeration,
    },
  },
  stream: {
    description:
      'Server-sent events: each is a line "data: " with a ChatCompletionChunk, and the last one is "data: [DONE]". ' +
      'An error in the middle of a stream is the event before it, with the field "error". Lines that begin with a colon are comments.',
    schema: chatCompletionChunk,
    example: {
      ...envelope,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta: { content: 'Paris' }, logprobs: null, finish_reason: null }],
    },
  },
  headers: conversationHeaders,
  errors: [...conversationErrors, ...moderationErrors, ...modelErrors, ...generationErrors],
};
