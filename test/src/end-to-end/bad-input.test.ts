import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { badChatOptions } from './bad-chat-options.js';
import { badChatRequests } from './bad-chat-requests.js';
import { hello, nested, user } from './bad-request.js';
import { badTextRequests } from './bad-text-requests.js';
import { type ServedApi, serveEngine } from '../fixtures/serve.js';

describe('bad input', () => {
  let api: ServedApi;
  beforeAll(async () => {
    api = await serveEngine(new ScriptedEngine(() => ['Good day.'], { contextSize: 4096 }));
  });
  afterAll(() => api?.close());
  // The process must survive every case.
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

  it.each([...badChatRequests, ...badChatOptions])(
    'answers 400 and names the field, for $name',
    async ({ body, code, param }) => {
      const { status, error } = await post(body);
      expect(status).toBe(400);
      expect(error).toMatchObject({ type: 'invalid_request_error', code, param });
      expect(error?.['message']).toEqual(expect.any(String));
    },
  );

  it('names the bound that a body goes beyond, and the location', async () => {
    const { error } = await post({ messages: [user(nested(200))] });
    expect(error?.['message']).toMatch(
      /^The request body is nested more than 100 levels deep: at byte \d+, in "messages\[0\]\.content\.properties/,
    );
    expect((await post({ messages: hello, logit_bias: { 258: 1 } })).error?.['message']).toBe(
      'The field "logit_bias" has the token 258, which the model does not have: give ids from 0 to 257.',
    );
  });

  it('an empty body is a 400', async () => {
    expect(await post('')).toMatchObject({ status: 400, error: { code: 'invalid_value' } });
  });

  it('a body of 50 MB is a 413 that names the limit', async () => {
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

  it('a model that does not exist is a 404 that lists those that do', async () => {
    const { status, error } = await post({ model: 'gpt-4o', messages: hello });
    expect(status).toBe(404);
    expect(error).toMatchObject({ code: 'model_not_found', param: 'model' });
    expect(error?.['message']).toContain('scripted');
  });

  it('a path that does not exist is a 404', async () => {
    expect(await post({}, '/v1/nothing')).toMatchObject({ status: 404, error: { type: 'not_found_error' } });
  });

  it.each([
    ['GET', '/v1/chat/completions', 'POST'],
    ['PUT', '/v1/completions', 'POST'],
    ['OPTIONS', '/v1/moderations', 'POST'],
    ['DELETE', '/v1/models/scripted', 'GET, HEAD'],
  ])('%s %s is a 405 that lists %s', async (method, path, allowed) => {
    const response = await fetch(api.url + path, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allowed]);
    expect(await response.json()).toMatchObject({
      error: { code: 'method_not_allowed', type: 'invalid_request_error' },
    });
  });

  it('a path that cannot be decoded is a 400', async () => {
    const response = await fetch(`${api.url}/v1/models/%zz`, { method: 'DELETE' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request' } });
  });

  it('says that the model reads text only, for an image', async () => {
    const { error } = await post({ messages: [user([{ type: 'image_url', image_url: {} }])] });
    expect(error?.['message']).toBe(
      'The field "messages[0].content[0].type" is wrong: must be "text": the model reads text only, no images, no sound and no files.',
    );
  });

  it.each(badTextRequests)(
    'a text completion answers 400 and names the field, for $name',
    async ({ body, code, param }) => {
      const { status, error } = await post(body, '/v1/completions');
      expect(status).toBe(400);
      expect(error).toMatchObject({ type: 'invalid_request_error', code, param });
    },
  );

  it('input of a wrong type is a 400 at the moderation endpoint', async () => {
    expect(await post({ input: 5 }, '/v1/moderations')).toMatchObject({ status: 400, error: { param: 'input' } });
  });

  it('a body that is sent as text is a 415 that names the right type', async () => {
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
