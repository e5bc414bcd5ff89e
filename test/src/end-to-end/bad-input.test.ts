import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { type ServedApi, serveEngine } from '../fixtures/serve.js';

const user = (content: unknown) => ({ role: 'user', content });
const hello = [user('Hello')];
const fn = (name: string, parameters: object = {}) => ({ type: 'function', function: { name, parameters } });
const called = (text: string) => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'a', arguments: text } }],
});
const result = { role: 'tool', tool_call_id: 'call_1', content: 'b' };
/** An object in an object in an object … */
const nested = (levels: number): object => (levels === 0 ? {} : { properties: nested(levels - 1) });

describe('bad input', () => {
  let api: ServedApi;
  beforeAll(async () => {
    api = await serveEngine(new ScriptedEngine(() => ['Good day.'], { contextSize: 4096 }));
  });
  afterAll(() => api?.close());
  // Whatever came before: the process goes on.
  afterEach(async () => {
    expect((await post({ messages: hello })).status).toBe(200);
  });

  async function post(body: unknown, path = '/v1/chat/completions') {
    const response = await fetch(api.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    });
    return { status: response.status, error: ((await response.json()) as { error?: Record<string, unknown> }).error };
  }

  it.each([
    { name: 'malformed JSON', body: '{"messages": [', code: 'invalid_json', param: null },
    { name: 'no object', body: '[]', code: 'invalid_value', param: null },
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
    { name: 'no tokens', body: { messages: hello, max_tokens: 0 }, code: 'invalid_value', param: 'max_tokens' },
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
      name: 'a schema that cannot be held to',
      body: { messages: hello, tools: [fn('a', { not: { type: 'string' } })] },
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
      name: 'a list in a list in a list',
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
      name: 'a choice without tools',
      body: { messages: hello, tool_choice: 'required' },
      code: 'invalid_value',
      param: 'tool_choice',
    },
    {
      name: 'a choice of another tool',
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
      name: 'arguments that are no JSON',
      body: { messages: [...hello, called('{"a":'), result] },
      code: 'invalid_value',
      param: 'messages[1].tool_calls[0].function.arguments',
    },
    {
      name: 'arguments that are no object',
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
      name: 'a response schema that cannot be held to',
      body: {
        messages: hello,
        response_format: { type: 'json_schema', json_schema: { name: 'a', schema: { not: {}, if: {} } } },
      },
      code: 'unsupported_schema',
      param: 'response_format',
    },
    {
      name: 'log-probabilities of nothing',
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
      name: 'a seed that is no whole number',
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
      name: 'functions of the old API',
      body: { messages: hello, functions: [{ name: 'a' }] },
      code: 'unsupported_parameter',
      param: 'functions',
    },
    {
      name: 'options without a stream',
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
      name: 'a bias of no token',
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
      name: 'an unknown field inside',
      body: { messages: [{ ...user('a'), name: 'x' }] },
      code: 'unsupported_parameter',
      param: 'messages[0].name',
    },
    {
      name: 'an image',
      body: { messages: [user([{ type: 'image_url', image_url: {} }])] },
      code: 'invalid_value',
      param: 'messages[0].content[0].type',
    },
  ])('$name is a 400 that names it', async ({ body, code, param }) => {
    const { status, error } = await post(body);
    expect(status).toBe(400);
    expect(error).toMatchObject({ type: 'invalid_request_error', code, param });
    expect(error?.['message']).toEqual(expect.any(String));
  });

  it('says what bound a body goes beyond, and where', async () => {
    const { error } = await post({ messages: [user(nested(200))] });
    expect(error?.['message']).toMatch(
      /^The request body is nested more than 100 levels deep: at byte \d+, in "messages\[0\]\.content\.properties/,
    );
    expect((await post({ messages: hello, logit_bias: { 258: 1 } })).error?.['message']).toBe(
      'The field "logit_bias" has the token 258, which the model does not have: give ids from 0 to 257.',
    );
  });

  it('an empty body is a 400, too', async () => {
    expect(await post('')).toMatchObject({ status: 400, error: { code: 'invalid_value' } });
  });

  it('a body of 50 MB is a 413 that says the limit', async () => {
    const { status, error } = await post({ messages: [user('a'.repeat(50 * 1024 * 1024))] });
    expect(status).toBe(413);
    expect(error).toMatchObject({ code: 'body_too_large' });
    expect(error?.['message']).toContain('2097152');
  });

  it('a prompt longer than the context is a 400 with the numbers', async () => {
    const { status, error } = await post({ messages: [user('a '.repeat(5000))] });
    expect(status).toBe(400);
    expect(error).toMatchObject({ code: 'context_length_exceeded', param: 'messages' });
    expect(error?.['message']).toContain('4096');
  });

  it('a model that is not here is a 404 that lists those that are', async () => {
    const { status, error } = await post({ model: 'gpt-4o', messages: hello });
    expect(status).toBe(404);
    expect(error).toMatchObject({ code: 'model_not_found', param: 'model' });
    expect(error?.['message']).toContain('scripted');
  });

  it('a path that is not there is a 404', async () => {
    expect(await post({}, '/v1/nothing')).toMatchObject({ status: 404, error: { type: 'not_found_error' } });
  });

  it.each([
    { name: 'no prompt', body: {}, code: 'invalid_value', param: 'prompt' },
    { name: 'token ids', body: { prompt: [1, 2] }, code: 'invalid_value', param: 'prompt[0]' },
    { name: 'no prompts', body: { prompt: [] }, code: 'invalid_value', param: 'prompt' },
    {
      name: 'an empty prompt for a model that needs one',
      body: { prompt: '' },
      code: 'invalid_value',
      param: 'prompt',
    },
    {
      name: 'too many choices in all',
      body: { prompt: Array(40).fill('a'), n: 2 },
      code: 'invalid_value',
      param: 'prompt',
    },
    {
      name: 'too many log-probabilities',
      body: { prompt: 'a', logprobs: 6 },
      code: 'invalid_value',
      param: 'logprobs',
    },
    {
      name: 'log-probabilities of the prompt',
      body: { prompt: 'a', logprobs: 1, echo: true },
      code: 'invalid_value',
      param: 'echo',
    },
    {
      name: 'a bias of a token that the model does not have',
      body: { prompt: 'a', logit_bias: { 999_999: 1 } },
      code: 'invalid_value',
      param: 'logit_bias',
    },
    { name: 'the best of many', body: { prompt: 'a', best_of: 2 }, code: 'invalid_value', param: 'best_of' },
    { name: 'a suffix', body: { prompt: 'a', suffix: 'b' }, code: 'unsupported_parameter', param: 'suffix' },
    {
      name: 'an unknown field',
      body: { prompt: 'a', messages: hello },
      code: 'unsupported_parameter',
      param: 'messages',
    },
    {
      name: 'a prompt longer than the context',
      body: { prompt: 'a '.repeat(5000) },
      code: 'context_length_exceeded',
      param: 'prompt',
    },
    {
      name: 'more text than the policy allows',
      body: { prompt: ['a', 'word '.repeat(50_000)] },
      code: 'content_too_long',
      param: 'prompt[1]',
    },
  ])('$name is a 400 that names it, for a completion', async ({ body, code, param }) => {
    const { status, error } = await post(body, '/v1/completions');
    expect(status).toBe(400);
    expect(error).toMatchObject({ type: 'invalid_request_error', code, param });
  });

  it('input of a wrong type is a 400 at the moderation endpoint, too', async () => {
    expect(await post({ input: 5 }, '/v1/moderations')).toMatchObject({ status: 400, error: { param: 'input' } });
  });

  it('sent as text is a 415 that says what to send', async () => {
    const response = await fetch(`${api.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ messages: hello }),
      headers: { 'Content-Type': 'text/plain' },
    });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({
      error: { code: 'unsupported_media_type', message: expect.stringContaining('application/json') },
    });
  });
});
