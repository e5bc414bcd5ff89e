import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { hello, user } from './bad-request.js';
import { type ServedApi, serveEngine, serveSettings } from '../fixtures/serve.js';

const engine = new ScriptedEngine(() => ['Good day.']);

/** Sends a body, and returns the status, the header of ignored fields and the field that an error names. */
async function post({ url }: ServedApi, path: string, body: object) {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { error } = (await response.json()) as { error?: { code: string; param: string } };
  return { status: response.status, ignored: response.headers.get('x-leeward-ignored'), param: error?.param };
}

const chat = '/v1/chat/completions';

/** Fields of chats that do no harm, and the header for them. */
const ignored: readonly [object, string][] = [
  [{ reasoning_effort: 'none' }, 'reasoning_effort'],
  [{ reasoning_effort: 'high', verbosity: 'low' }, 'reasoning_effort, verbosity'],
  [{ metadata: { project: 'a' }, store: true }, 'metadata, store'],
  [{ service_tier: 'flex', prompt_cache_retention: '24h' }, 'service_tier, prompt_cache_retention'],
  [{ chat_template_kwargs: { enable_thinking: false } }, 'chat_template_kwargs'],
  [{ prediction: { type: 'content', content: 'Good' } }, 'prediction'],
  [{ messages: [{ ...user('Hello'), name: 'ann' }] }, 'messages.name'],
  [{ moderation: { model: 'default', policy: { output: { mode: 'score' } } } }, 'moderation.policy'],
  [
    { messages: [user([{ type: 'text', text: 'Hello', cache_control: { type: 'ephemeral' } }])] },
    'messages.content.cache_control',
  ],
];

/** Labels, which also strict servers take. */
const labels: readonly [object, string][] = [
  [{ user: 'someone' }, 'user'],
  [{ safety_identifier: 'a', prompt_cache_key: 'b' }, 'safety_identifier, prompt_cache_key'],
];

/** Values that ask for nothing. */
const empty: readonly object[] = [
  { store: false, metadata: {}, service_tier: 'auto', reasoning_effort: null, verbosity: null },
  { functions: [], function_call: 'none', modalities: ['text'], audio: null, web_search_options: null },
  { repetition_penalty: 1, chat_template_kwargs: {}, safe_prompt: false, top_k: -1 },
  { min_tokens: 0, ignore_eos: false, use_beam_search: false, length_penalty: 1, skip_special_tokens: true },
];

/** Values that change the meaning of an answer, and the field that the error names. */
const refused: readonly [object, string][] = [
  [{ safe_prompt: true }, 'safe_prompt'],
  [{ chat_template_kwargs: { documents: [] } }, 'chat_template_kwargs'],
  [{ modalities: ['text', 'audio'] }, 'modalities'],
  [{ audio: { voice: 'alloy' } }, 'audio'],
  [{ web_search_options: {} }, 'web_search_options'],
  [{ functions: [{ name: 'a' }] }, 'functions'],
  [{ min_tokens: 5 }, 'min_tokens'],
  [{ repetition_penalty: 0 }, 'repetition_penalty'],
  [{ temprature: 1 }, 'temprature'],
  [{ stream: true, stream_options: { every: 2 } }, 'stream_options.every'],
];

describe('fields without effect', () => {
  let tolerant: ServedApi;
  let strict: ServedApi;
  beforeAll(async () => {
    tolerant = await serveEngine(engine);
    strict = await serveSettings(engine, { STRICT_FIELDS: 'true' });
  });
  afterAll(() => Promise.all([tolerant?.close(), strict?.close()]));

  it.each([...ignored, ...labels])('are listed when a value does no harm: %j', async (fields, header) => {
    expect(await post(tolerant, chat, { messages: hello, ...fields })).toEqual({ status: 200, ignored: header });
  });

  it.each(labels)('are taken by a strict server when they are labels: %j', async (fields, header) => {
    expect(await post(strict, chat, { messages: hello, ...fields })).toEqual({ status: 200, ignored: header });
  });

  it.each(ignored)('are refused by name on a strict server: %j', async (fields) => {
    const { status, param } = await post(strict, chat, { messages: hello, ...fields });
    expect(status).toBe(400);
    expect(JSON.stringify(fields)).toContain(`"${param?.split('.').at(-1)}"`);
  });

  it.each(empty)('are not listed when they ask for nothing: %j', async (fields) => {
    for (const api of [tolerant, strict]) {
      expect(await post(api, chat, { messages: hello, ...fields })).toEqual({ status: 200, ignored: null });
    }
  });

  it.each(refused)('are refused when a value changes the answer: %j', async (fields, param) => {
    expect(await post(tolerant, chat, { messages: hello, ...fields })).toMatchObject({ status: 400, param });
  });

  it.each([
    ['/v1/completions', { prompt: 'a', suffix: '', store: true, user: 'a' }, 'user, store'],
    ['/v1/moderations', { input: 'a', user: 'a', metadata: { a: 'b' } }, 'user, metadata'],
  ])('are listed at %s', async (path, body, header) => {
    expect(await post(tolerant, path, body)).toEqual({ status: 200, ignored: header });
  });

  it('are listed before the first event of a stream, and with a later error', async () => {
    const response = await fetch(tolerant.url + chat, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        messages: hello,
        stream: true,
        stream_options: { include_usage: true, include_obfuscation: true, continuous_usage_stats: true },
      }),
    });
    expect(response.headers.get('x-leeward-ignored')).toBe(
      'stream_options.include_obfuscation, stream_options.continuous_usage_stats',
    );
    expect(await response.text()).toContain('[DONE]');
    expect(await post(tolerant, chat, { messages: hello, verbosity: 'low', model: 'gpt-4o' })).toEqual({
      status: 404,
      ignored: 'verbosity',
      param: 'model',
    });
  });

  it('honours repetition_penalty and top_k as the engine has them', async () => {
    await post(tolerant, chat, { messages: hello, repetition_penalty: 1.3, top_k: -1 });
    expect(engine.requests.at(-1)?.sampling).toMatchObject({ repeatPenalty: 1.3, topK: 0 });
  });
});
