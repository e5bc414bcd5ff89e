import { type BadRequest, called, hello, result, user } from './bad-request.js';

/** Bad options in bodies for `POST /v1/chat/completions`. */
export const badChatOptions: readonly BadRequest[] = [
  {
    name: 'an unknown response format',
    body: { messages: hello, response_format: { type: 'xml' } },
    code: 'invalid_value',
    param: 'response_format.type',
  },
  {
    name: 'a response schema without a name',
    body: { messages: hello, response_format: { type: 'json_schema', json_schema: { schema: {} } } },
    code: 'invalid_value',
    param: 'response_format.json_schema.name',
  },
  {
    name: 'a strict response schema that no grammar can enforce',
    body: {
      messages: hello,
      response_format: { type: 'json_schema', json_schema: { name: 'a', schema: { not: {}, if: {} }, strict: true } },
    },
    code: 'unsupported_schema',
    param: 'response_format',
  },
  {
    name: 'top_logprobs without logprobs',
    body: { messages: hello, top_logprobs: 2 },
    code: 'invalid_value',
    param: 'top_logprobs',
  },
  {
    name: 'too many log-probabilities',
    body: { messages: hello, logprobs: true, top_logprobs: 21 },
    code: 'invalid_value',
    param: 'top_logprobs',
  },
  {
    name: 'a seed that is not a whole number',
    body: { messages: hello, seed: 1.5 },
    code: 'invalid_value',
    param: 'seed',
  },
  {
    name: 'a penalty out of range',
    body: { messages: hello, presence_penalty: 3 },
    code: 'invalid_value',
    param: 'presence_penalty',
  },
  {
    name: 'the deprecated field functions',
    body: { messages: hello, functions: [{ name: 'a' }] },
    code: 'unsupported_parameter',
    param: 'functions',
  },
  {
    name: 'stream_options without stream',
    body: { messages: hello, stream_options: { include_usage: true } },
    code: 'invalid_value',
    param: 'stream_options',
  },
  { name: 'an empty stop string', body: { messages: hello, stop: '' }, code: 'invalid_value', param: 'stop' },
  {
    name: 'too many stop strings',
    body: { messages: hello, stop: ['a', 'b', 'c', 'd', 'e'] },
    code: 'invalid_value',
    param: 'stop',
  },
  {
    name: 'an empty stop string among others',
    body: { messages: hello, stop: ['a', ''] },
    code: 'invalid_value',
    param: 'stop[1]',
  },
  {
    name: 'a long stop string',
    body: { messages: hello, stop: 'a'.repeat(257) },
    code: 'invalid_value',
    param: 'stop',
  },
  {
    name: 'a bias of a token that the model does not have',
    body: { messages: hello, logit_bias: { 258: 1 } },
    code: 'invalid_value',
    param: 'logit_bias',
  },
  {
    name: 'a bias out of range',
    body: { messages: hello, logit_bias: { 5: -101 } },
    code: 'invalid_value',
    param: 'logit_bias.5',
  },
  {
    name: 'too many biases',
    body: { messages: hello, logit_bias: Object.fromEntries(Array.from({ length: 1025 }, (_, token) => [token, 1])) },
    code: 'invalid_value',
    param: 'logit_bias',
  },
  {
    name: 'a logit_bias key that is not a token id',
    body: { messages: hello, logit_bias: { hello: 1 } },
    code: 'invalid_value',
    param: 'logit_bias.hello',
  },
  {
    name: 'more text than the policy allows',
    body: { messages: [user('word '.repeat(50_000))] },
    code: 'content_too_long',
    param: 'messages[0].content',
  },
  {
    name: 'an unknown field',
    body: { messages: hello, colour: 'red' },
    code: 'unsupported_parameter',
    param: 'colour',
  },
  {
    name: 'an unknown field of a message',
    body: { messages: [{ ...user('a'), colour: 'red' }] },
    code: 'unsupported_parameter',
    param: 'messages[0].colour',
  },
  {
    name: 'an image',
    body: { messages: [user([{ type: 'image_url', image_url: {} }])] },
    code: 'invalid_value',
    param: 'messages[0].content[0].type',
  },
  {
    name: 'a sound in an answer',
    body: { messages: [...hello, { role: 'assistant', content: [{ type: 'input_audio' }] }, user('a')] },
    code: 'invalid_value',
    param: 'messages[1].content[0].type',
  },
  {
    name: 'a field of arguments that sets a prototype',
    body: JSON.stringify({ messages: [...hello, called('{"a":{"__proto__":{}}}'), result] }),
    code: 'invalid_value',
    param: 'messages[1].tool_calls[0].function.arguments',
  },
  {
    name: 'a field that sets a prototype',
    body: '{"messages":[{"role":"user","content":"a","__proto__":{}}]}',
    code: 'invalid_value',
    param: 'messages[0].__proto__',
  },
  {
    name: 'a field that sets a prototype, escaped',
    body: String.raw`{"messages":[],"tools":[{"\u005f_proto__":null}]}`,
    code: 'invalid_value',
    param: 'tools[0].__proto__',
  },
];
