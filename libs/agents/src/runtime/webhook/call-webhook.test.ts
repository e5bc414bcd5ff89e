import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AddressRefusedError, RequestFailedError } from '../../errors/index.js';
import { assertWebhook, callWebhook, WebhookError } from './call-webhook.js';

let server: Server;
let base: string;
let bodies: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/moved') return response.writeHead(302, { location: '/' }).end();
    if (request.url === '/broken') return response.writeHead(500).end('x');
    if (request.url === '/long') return response.end('x'.repeat(1_000_000));
    if (request.url === '/silent') return undefined;
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    return request.on('end', () => {
      bodies.push(body);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://localhost:${(server.address() as AddressInfo).port}`;
  bodies = [];
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const call = (path: string, more = {}): Promise<void> =>
  callWebhook(`${base}${path}`, { done: true }, { allowsPrivate: true, ...more });

describe('callWebhook', () => {
  it('sends JSON, and does not mind the length of the answer', async () => {
    await call('/');
    await call('/long');
    expect(bodies).toEqual(['{"done":true}']);
  });

  it.each([
    ['an answer that is an error', '/broken', {}, WebhookError],
    ['a redirect', '/moved', {}, RequestFailedError],
    ['an address that does not answer', '/silent', { milliseconds: 50 }, RequestFailedError],
    ['a name that leads to a private address', '/', { allowsPrivate: false }, AddressRefusedError],
  ])('fails for %s', async (_, path, more, error) => {
    await expect(call(path, more)).rejects.toBeInstanceOf(error);
  });

  it.each([
    'ftp://example.com/',
    'no address',
    'https://a:b@example.com/',
    `https://example.com/${'a'.repeat(2_000)}`,
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data',
    'http://[fd00::1]/',
    'http://printer.localhost./',
  ])('is not saved for %s', (address) => {
    expect(() => assertWebhook(address, { allowsPrivate: false })).toThrow(AddressRefusedError);
  });
});
