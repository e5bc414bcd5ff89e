import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { called, result, user } from './bad-request.js';
import { collect } from '../fixtures/scripted-api.js';
import { type ServedApi, serveSettings } from '../fixtures/serve.js';

const answer = (content: string) => ({ role: 'assistant', content });
const system = (content: string) => ({ role: 'system', content });
const turn = (name: string) => [user(`${name}?`.padEnd(100, '.')), answer(`${name}!`.padEnd(100, '.'))];

/** Each byte is a token: the last turns fit, and not all. */
const long = [system('Be kind.'), ...turn('one'), ...turn('two'), ...turn('three'), user('And now?')];

describe('a conversation that is too long', () => {
  const engine = new ScriptedEngine(() => ['Fine.'], { contextSize: 600 });
  let usual: ServedApi;
  let truncating: ServedApi;
  beforeAll(async () => {
    [usual, truncating] = await Promise.all([
      serveSettings(engine, { CHAT_RENDER: 'true' }),
      serveSettings(engine, { TRUNCATION: 'auto' }),
    ]);
  });
  afterAll(() => Promise.all([usual?.close(), truncating?.close()]));

  async function post(messages: readonly object[], fields: object = {}, api = usual) {
    const response = await fetch(`${api.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ messages, max_tokens: 50, ...fields }),
    });
    const body = (await response.json()) as { error?: object; leeward?: object };
    return {
      status: response.status,
      error: body.error,
      leeward: body.leeward,
      truncated: response.headers.get('x-leeward-truncated'),
    };
  }

  /** Reads the prompt of the last request. */
  function readPrompt(): string {
    const tokens = engine.requests.at(-1)?.prompt.tokens ?? [];
    return tokens.map((token) => (token < 256 ? String.fromCharCode(token) : '|')).join('');
  }

  it('is a 400 by default', async () => {
    const refused = { status: 400, error: { code: 'context_length_exceeded', param: 'messages' } };
    expect(await post(long)).toMatchObject(refused);
    expect(await post(long, { truncation: 'disabled' }, truncating)).toMatchObject(refused);
  });

  it.each(['a field', 'a setting'])('loses its oldest turns by %s, and the answer names them', async (by) => {
    const fitted = by === 'a field' ? post(long, { truncation: 'auto' }) : post(long, {}, truncating);
    expect(await fitted).toEqual({
      status: 200,
      error: undefined,
      leeward: expect.objectContaining({ truncated: ['messages[1]', 'messages[2]'] }),
      truncated: 'messages[1], messages[2]',
    });
    expect(readPrompt()).toMatch(/Be kind\..*two\?.*three!.*And now\?/s);
    expect(readPrompt()).not.toContain('one?');
  });

  it('names the lost messages at the end of a stream', async () => {
    const stream = await usual.client.chat.completions.create({
      model: 'default',
      messages: long as never,
      max_tokens: 50,
      stream: true,
      ...{ truncation: 'auto' },
    });
    const chunks = await collect(stream);
    expect(chunks.at(-1)).toMatchObject({ leeward: { truncated: ['messages[1]', 'messages[2]'] } });
  });

  it('loses nothing, and names nothing, when it fits', async () => {
    const fitted = await post(long.slice(-3), { truncation: 'auto' });
    expect(fitted).toMatchObject({ status: 200, truncated: null });
    expect(fitted.leeward).not.toHaveProperty('truncated');
  });

  it('keeps system messages, wherever they are', async () => {
    const rules = system('Speak Latin.');
    const messages = [system('Be kind.'), ...turn('one'), rules, ...turn('two'), ...turn('three'), user('And now?')];
    expect(await post(messages, { truncation: 'auto' })).toMatchObject({
      status: 200,
      truncated: expect.stringMatching(/^messages\[1\], messages\[2\]/),
    });
    expect(readPrompt()).toMatch(/Be kind\..*Speak Latin\..*And now\?/s);
  });

  it('keeps a call with its result', async () => {
    const calling = [user('Call.'), called('{}'), { ...result, content: 'r'.repeat(120) }, answer('Done.')];
    const messages = [...turn('one'), ...calling, user(`And now${'?'.repeat(150)}`)];
    const fitted = await post(messages, { truncation: 'auto' });
    expect(fitted).toMatchObject({ status: 200 });
    const dropped = fitted.truncated?.split(', ') ?? [];
    expect(dropped).toContain('messages[0]');
    expect(dropped.includes('messages[3]')).toBe(dropped.includes('messages[4]'));
  });

  it('counts the messages of the request when a repair leaves some out', async () => {
    const orphan = { role: 'tool', tool_call_id: 'none', content: 'lost' };
    const messages = [system('Be kind.'), orphan, ...long.slice(1)];
    expect(await post(messages, { truncation: 'auto', repair: true })).toMatchObject({
      status: 200,
      truncated: 'messages[2], messages[3]',
    });
  });

  it('is still a 400 when its last message alone is too long', async () => {
    const messages = [...turn('one'), user('x'.repeat(700))];
    expect(await post(messages, { truncation: 'auto' })).toMatchObject({
      status: 400,
      error: { code: 'context_length_exceeded', param: 'messages', message: expect.stringContaining('600') },
    });
  });

  it('gives the answer less room when the last turn is long', async () => {
    const messages = [...turn('one'), user('x'.repeat(450))];
    expect(await post(messages, { truncation: 'auto', max_tokens: 400 })).toMatchObject({
      status: 200,
      truncated: 'messages[0], messages[1]',
    });
  });

  it('is rendered as the model would read it', async () => {
    const response = await fetch(`${usual.url}/v1/chat/render`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ messages: long, max_tokens: 50, truncation: 'auto' }),
    });
    const { explained } = (await response.json()) as { explained: string };
    expect(explained).toContain('And now?');
    expect(explained).not.toContain('one?');
  });

  it('names a wrong value', async () => {
    expect(await post(long, { truncation: 'middle' })).toMatchObject({
      status: 400,
      error: { code: 'invalid_value', param: 'truncation' },
    });
  });
});
