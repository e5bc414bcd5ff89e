import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { hello } from './bad-request.js';
import { type ServedApi, serveSettings } from '../fixtures/serve.js';

/** The answer to a request whose `Host` a test chooses, which `fetch` does not allow. */
interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: { readonly error?: { readonly code: string; readonly message: string; readonly type: string } };
}

async function get(api: ServedApi, host: string, path = '/v1/models', headers = {}): Promise<RawAnswer> {
  const sent = request(api.url + path, { headers: { ...headers, Host: host } }).end();
  const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
  const text = (await response.toArray()).join('');
  return { status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) as RawAnswer['body'] };
}

/** Sends bytes and reads until the server closes the connection. The client's side stays open. */
async function send(api: ServedApi, text: string): Promise<string> {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(text);
  let received = '';
  socket.on('data', (data) => (received += data.toString()));
  await once(socket, 'close');
  return received;
}

/** Answers a prompt that says `slow` with a word every few milliseconds, without an end. */
async function* talk(): AsyncIterable<string> {
  for (;;) {
    await wait(20);
    yield 'word ';
  }
}

describe('a server without keys', () => {
  let api: ServedApi;
  beforeAll(async () => {
    api = await serveSettings(new ScriptedEngine(talk, { contextSize: 1_000_000 }), {
      ALLOWED_HOSTS: 'leeward.internal, API.example.org',
      HEADERS_TIMEOUT: '1',
      BODY_TIMEOUT: '1',
      IDLE_TIMEOUT: '1',
      // A busy machine needs a second until the first event of a stream.
      REQUEST_TIMEOUT: '3',
      BACKGROUND_TIMEOUT: '1',
    });
  });
  afterAll(() => api?.close());

  it.each([
    'localhost',
    'localhost:3000',
    'LOCALHOST.',
    'app.localhost',
    '127.0.0.1',
    '127.0.0.2:80',
    '[::1]:3000',
    '192.168.1.20:3000',
    'leeward.internal:3000',
    'api.example.org',
  ])('answers requests for the host %s', async (host) => {
    expect((await get(api, host)).status).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    'notlocalhost',
    '127.0.0.1.evil.example',
    'sub.leeward.internal',
    'localhost:3000@evil.example',
    'localhost/evil',
    '0x7f000001',
  ])('refuses requests for the host %j, also those for files and paths that do not exist', async (host) => {
    for (const path of ['/v1/models', '/docs', '/nothing']) {
      const { status, body, headers } = await get(api, host, path);
      expect([path, status]).toEqual([path, 421]);
      expect(body.error).toMatchObject({ code: 'host_not_allowed', message: expect.stringContaining('ALLOWED_HOSTS') });
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('closes a connection that sends its headers too slowly, and says so', async () => {
    const answer = await send(api, 'GET /v1/models HTTP/1.1\r\nHost: loc');
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(answer).toContain('"code":"request_too_slow"');
  });

  it('closes a connection that sends its body too slowly, and says so', async () => {
    const answer = await send(
      api,
      'POST /v1/moderations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 (?:408|504) /);
    expect(answer).toMatch(/"code":"request_(?:too_slow|timeout)"/);
  });

  it('closes a connection on which no other request comes', async () => {
    expect(await send(api, 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it.each([
    ['no HTTP', 'NONSENSE\r\n\r\n', 400, 'invalid_request'],
    ['a request without a host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'invalid_request'],
    ['one of HTTP/1.0 without a host', 'GET / HTTP/1.0\r\n\r\n', 421, 'host_not_allowed'],
    [
      'two lengths of one body',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'invalid_request',
    ],
    [
      'headers of 20 KB',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
  ])('answers %s with an error', async (_, text, status, code) => {
    const answer = await send(api, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain(`"code":"${code}"`);
  });

  const ask = (body: object) =>
    fetch(`${api.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ messages: hello, ...body }),
    });
  const timeout = {
    code: 'request_timeout',
    type: 'server_error',
    message: expect.stringMatching(/longer than 3 seconds.*REQUEST_TIMEOUT/),
  };

  it('ends a request that takes too long with an error, which clients do not send again', async () => {
    const response = await ask({});
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([504, 'false']);
    expect(await response.json()).toMatchObject({ error: timeout });
  });

  it('ends a stream that takes too long with an error as its last event', async () => {
    const response = await ask({ stream: true });
    expect(response.status).toBe(200);
    const events = [...(await response.text()).matchAll(/^data: (.*)$/gm)].map(([, data]) => data ?? '');
    expect(events.length).toBeGreaterThan(3);
    expect(events.at(-1)).toBe('[DONE]');
    expect(JSON.parse(events.at(-2) ?? '')).toMatchObject({ error: timeout });
  });

  it('ends a response in the background that takes too long, and keeps what was written', async () => {
    let response = await api.client.responses.create({ model: 'default', input: 'Hello', background: true });
    while (response.status === 'queued' || response.status === 'in_progress') {
      await wait(20);
      response = await api.client.responses.retrieve(response.id);
    }
    expect(response).toMatchObject({
      status: 'failed',
      error: { code: 'server_error', message: expect.stringMatching(/longer than 1 seconds.*BACKGROUND_TIMEOUT/) },
      output: [{ status: 'incomplete' }],
    });
    expect(response.output_text).toMatch(/^word /);
  });

  it("gives the error to OpenAI's client without another try", async () => {
    const client = api.client.withOptions({ maxRetries: 2 });
    const failed = client.chat.completions.create({ model: 'default', messages: [{ role: 'user', content: 'Hello' }] });
    await expect(failed).rejects.toMatchObject({ status: 504, code: 'request_timeout' });
  });

  it.each([
    ['Content-Type', 'application/json; charset=iso-8859-1', 'the charset iso-8859-1'],
    ['Content-Type', 'application/json;charset="UTF-16"', 'the charset UTF-16'],
    ['Content-Encoding', 'zstd', 'the content encoding zstd'],
  ])('refuses a body with %s: %s by name', async (name, value, named) => {
    const response = await fetch(`${api.url}/v1/moderations`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', [name]: value },
      body: '{"input":"a"}',
    });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({
      error: { code: 'unsupported_media_type', message: expect.stringContaining(named) },
    });
  });

  it.each(['utf-8', '"UTF-8"', 'utf8', 'us-ascii'])('reads a body with the charset %s', async (charset) => {
    const response = await fetch(`${api.url}/v1/moderations`, {
      method: 'POST',
      headers: { 'Content-Type': `application/json; charset=${charset}` },
      body: '{"input":"a"}',
    });
    expect(response.status).toBe(200);
  });

  it.each([
    ['an answer', '/v1/models', 200],
    ['an error', '/nothing', 404],
  ])('tells browsers what they may do with %s', async (_, path, expected) => {
    const { status, headers } = await get(api, 'localhost', path);
    expect(status).toBe(expected);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers).not.toHaveProperty('x-powered-by');
  });
});

describe('a server with keys', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leeward-hosts-'));
    const sha256 = createHash('sha256').update('secret').digest('hex');
    await writeFile(join(folder, 'keys.json'), JSON.stringify({ keys: [{ name: 'app', sha256 }] }));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['every host by default', {}, 200],
    ['the hosts of ALLOWED_HOSTS only, where it is set', { ALLOWED_HOSTS: 'leeward.internal' }, 421],
    ['every host with *', { ALLOWED_HOSTS: '*' }, 200],
  ])('answers requests for %s', async (_, variables, status) => {
    const settings = { API_KEYS_PATH: join(folder, 'keys.json'), ...variables };
    const api = await serveSettings(new ScriptedEngine(() => ['Good day.']), settings);
    try {
      const authorized = { Authorization: 'Bearer secret' };
      expect((await get(api, 'evil.example', '/v1/models', authorized)).status).toBe(status);
    } finally {
      await api.close();
    }
  });
});
