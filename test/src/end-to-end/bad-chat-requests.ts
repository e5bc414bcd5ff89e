import { expect } from '@jest/globals';
import { type BadRequest, called, fn, hello, nested, result, user, strictFn } from './bad-request.js';

/** Bad bodies for `POST /v1/chat/completions`. */
export const badChatRequests: readonly BadRequest[] = [
  { name: 'malformed JSON', body: '{"messages": [', code: 'invalid_json', param: null },
  { name: 'a body that is not an object', body: '[]', code: 'invalid_value', param: null },
  { name: 'no messages', body: {}, code: 'invalid_value', param: 'messages' },
  { name: 'empty messages', body: { messages: [] }, code: 'invalid_value', param: 'messages' },
  { name: 'messages of a wrong type', body: { messages: 'Hello' }, code: 'invalid_value', param: 'messages' },
  {
    name: 'an unknown role',
    body: { messages: [{ role: 'wizard', content: 'a' }] },
    code: 'invalid_value',
    param: 'messages[0].role',
  },
  {
    name: 'content of a wrong type',
    body: { messages: [user(5)] },
    code: 'invalid_value',
    param: 'messages[0].content',
  },
  {
    name: 'a wrong temperature',
    body: { messages: hello, temperature: 'hot' },
    code: 'invalid_value',
    param: 'temperature',
  },
  {
    name: 'a temperature out of range',
    body: { messages: hello, temperature: 3 },
    code: 'invalid_value',
    param: 'temperature',
  },
  { name: 'max_tokens of 0', body: { messages: hello, max_tokens: 0 }, code: 'invalid_value', param: 'max_tokens' },
  { name: 'too many choices', body: { messages: hello, n: 17 }, code: 'invalid_value', param: 'n' },
  {
    name: 'a tool without a function',
    body: { messages: hello, tools: [{ type: 'function' }] },
    code: 'invalid_value',
    param: 'tools[0].function',
  },
  {
    name: 'a tool of another kind',
    body: { messages: hello, tools: [{ type: 'custom', custom: {} }] },
    code: 'invalid_value',
    param: 'tools[0].type',
  },
  {
    name: 'a tool with a bad name',
    body: { messages: hello, tools: [fn('get weather')] },
    code: 'invalid_value',
    param: 'tools[0].function.name',
  },
  {
    name: 'two tools of one name',
    body: { messages: hello, tools: [fn('a'), fn('a')] },
    code: 'duplicate_tool_name',
    param: 'tools',
  },
  {
    name: 'a strict tool whose schema no grammar can enforce',
    body: { messages: hello, tools: [strictFn('a', { not: { type: 'string' } })] },
    code: 'unsupported_schema',
    param: 'tools',
  },
  {
    name: 'parameters that are nested too deep',
    body: { messages: hello, tools: [fn('a', nested(200))] },
    code: 'too_many_levels',
    param: expect.stringMatching(/^tools\[0\]\.function\.parameters(?:\.properties)+/),
  },
  {
    name: 'a response schema that is nested too deep',
    body: {
      messages: hello,
      response_format: { type: 'json_schema', json_schema: { name: 'a', schema: nested(200) } },
    },
    code: 'too_many_levels',
    param: expect.stringMatching(/^response_format\.json_schema\.schema\./),
  },
  {
    name: 'two million nested lists',
    body: '['.repeat(2_000_000),
    code: 'too_many_levels',
    param: expect.stringMatching(/^\[0\](?:\[0\])+/),
  },
  {
    name: 'more values than a request may have',
    body: { messages: hello, metadata: Array(60_000).fill(0) },
    code: 'too_many_values',
    param: 'metadata[49995]',
  },
  { name: 'JSON that is not UTF-8', body: Buffer.from('{"model":"é"}', 'latin1'), code: 'invalid_json', param: null },
  { name: 'JSON in another encoding', body: Buffer.from('{}', 'utf16le'), code: 'invalid_json', param: null },
  {
    name: 'too many messages',
    body: { messages: Array(2049).fill(user('a')) },
    code: 'invalid_value',
    param: 'messages',
  },
  {
    name: 'too many parts',
    body: { messages: [user(Array(2049).fill({ type: 'text', text: 'a' }))] },
    code: 'invalid_value',
    param: 'messages[0].content',
  },
  {
    name: 'too many tools',
    body: { messages: hello, tools: Array(129).fill(fn('a')) },
    code: 'invalid_value',
    param: 'tools',
  },
  {
    name: 'tool_choice without tools',
    body: { messages: hello, tool_choice: 'required' },
    code: 'invalid_value',
    param: 'tool_choice',
  },
  {
    name: 'tool_choice of a tool that is not there',
    body: { messages: hello, tools: [fn('a')], tool_choice: { type: 'function', function: { name: 'b' } } },
    code: 'invalid_value',
    param: 'tool_choice',
  },
  {
    name: 'a result without a call',
    body: { messages: [...hello, { role: 'tool', tool_call_id: 'a', content: 'b' }] },
    code: 'tool_result_without_call',
    param: 'messages[1]',
  },
  {
    name: 'a result without an id',
    body: { messages: [...hello, { role: 'tool', content: 'b' }] },
    code: 'invalid_value',
    param: 'messages[1].tool_call_id',
  },
  {
    name: 'a call without a result',
    body: { messages: [...hello, called('{}'), user('Well?')] },
    code: 'tool_call_without_result',
    param: 'messages[2]',
  },
  {
    name: 'arguments that are not JSON',
    body: { messages: [...hello, called('{"a":'), result] },
    code: 'invalid_value',
    param: 'messages[1].tool_calls[0].function.arguments',
  },
  {
    name: 'arguments that are not an object',
    body: { messages: [...hello, called('[1]'), result] },
    code: 'invalid_value',
    param: 'messages[1].tool_calls[0].function.arguments',
  },
  {
    name: 'arguments that are nested too deep',
    body: { messages: [...hello, called(JSON.stringify(nested(200))), result] },
    code: 'invalid_value',
    param: 'messages[1].tool_calls[0].function.arguments',
  },
  {
    name: 'arguments of too many values',
    body: { messages: [...hello, called(JSON.stringify({ a: Array(60_000).fill(0) })), result] },
    code: 'invalid_value',
    param: 'messages[1].tool_calls[0].function.arguments',
  },
  {
    name: 'calls whose arguments have too many values together',
    body: {
      messages: [...hello, ...[0, 1].flatMap(() => [called(JSON.stringify({ a: Array(30_000).fill(0) })), result])],
    },
    code: 'invalid_value',
    param: 'messages',
  },
  {
    name: 'a response schema that is too long for the prompt',
    body: {
      messages: hello,
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'a',
          schema: {
            $ref: '#/$defs/s0',
            $defs: Object.fromEntries(
              Array.from({ length: 5000 }, (_, index) => [`s${index}`, { $ref: `#/$defs/s${index + 1}` }]),
            ),
          },
        },
      },
    },
    code: 'context_length_exceeded',
    param: 'messages',
  },
];
