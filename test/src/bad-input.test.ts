import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { type ServedApi, serveEngine } from './fixtures/serve.js';

const user = (content: unknown) => ({ role: 'user', content });
const hello = [user('Hello')];

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
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, error: ((await response.json()) as { error?: Record<string, unknown> }).error };
  }

  it.each([
    { name: 'malformed JSON', body: '{"messages": [', code: 'invalid_json', param: null },
    { name: 'no object', body: '[]', code: 'invalid_value', param: null },
    { name: 'no messages', body: {}, code: 'invalid_value', param: 'messages' },
    { name: 'empty messages', body: { messages: [] }, code: 'invalid_value', param: 'messages' },
    { name: 'messages of a wrong type', body: { messages: 'Hello' }, code: 'invalid_value', param: 'messages' },
    { name: 'an unknown role', body: { messages: [{ role: 'wizard', content: 'a' }] }, code: 'invalid_value', param: 'messages[0].role' },
    { name: 'content of a wrong type', body: { messages: [user(5)] }, code: 'invalid_value', param: 'messages[0].content' },
    { name: 'a wrong temperature', body: { messages: hello, temperature: 'hot' }, code: 'invalid_value', param: 'temperature' },
    { name: 'a temperature out of range', body: { messages: hello, temperature: 3 }, code: 'invalid_value', param: 'temperature' },
    { name: 'no tokens', body: { messages: hello, max_tokens: 0 }, code: 'invalid_value', param: 'max_tokens' },
    { name: 'two choices', body: { messages: hello, n: 2 }, code: 'invalid_value', param: 'n' },
    { name: 'a tool', body: { messages: hello, tools: [{ type: 'function' }] }, code: 'invalid_value', param: 'tools' },
    { name: 'options without a stream', body: { messages: hello, stream_options: { include_usage: true } }, code: 'invalid_value', param: 'stream_options' },
    { name: 'an empty stop string', body: { messages: hello, stop: '' }, code: 'invalid_value', param: 'stop' },
    { name: 'a bias of no token', body: { messages: hello, logit_bias: { hello: 1 } }, code: 'invalid_value', param: 'logit_bias.hello' },
    { name: 'more text than the policy allows', body: { messages: [user('word '.repeat(50_000))] }, code: 'content_too_long', param: 'messages[0].content' },
    { name: 'an unknown field', body: { messages: hello, colour: 'red' }, code: 'unsupported_parameter', param: 'colour' },
    { name: 'an unknown field inside', body: { messages: [{ ...user('a'), name: 'x' }] }, code: 'unsupported_parameter', param: 'messages[0].name' },
    { name: 'an image', body: { messages: [user([{ type: 'image_url', image_url: {} }])] }, code: 'invalid_value', param: 'messages[0].content[0].type' },
  ])('$name is a 400 that names it', async ({ body, code, param }) => {
    const { status, error } = await post(body);
    expect(status).toBe(400);
    expect(error).toMatchObject({ type: 'invalid_request_error', code, param });
    expect(error?.['message']).toEqual(expect.any(String));
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

  it('input of a wrong type is a 400 at the moderation endpoint, too', async () => {
    expect(await post({ input: 5 }, '/v1/moderations')).toMatchObject({ status: 400, error: { param: 'input' } });
  });

  it('sent as text is a 415 that says what to send', async () => {
    const response = await fetch(`${api.url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify({ messages: hello }), headers: { 'Content-Type': 'text/plain' } });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ error: { code: 'unsupported_media_type', message: expect.stringContaining('application/json') } });
  });
});
