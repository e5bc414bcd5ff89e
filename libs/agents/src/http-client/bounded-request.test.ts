import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { AddressRefusedError, RequestFailedError } from '../errors/index.js';
import { type BoundedRequest, sendBoundedRequest } from './bounded-request.js';
import { HostList } from './host-list.js';
import { isPublicAddress } from './public-address.js';

describe('isPublicAddress', () => {
  it.each(['8.8.8.8', '172.15.255.255', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'])('takes %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    'fc00::1',
    'fe80::1',
    'ff02::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'localhost',
    '',
  ])('refuses %j', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('HostList', () => {
  const list = new HostList(['docs.example.com', '*.example.org', 'api.example.com:8443', 'http://localhost:8080']);

  it.each([
    ['https://docs.example.com/a', true],
    ['https://docs.example.com./a', true],
    ['https://docs.example.com:443/a', true],
    ['http://docs.example.com/a', false],
    ['https://docs.example.com:444/a', false],
    ['https://a.docs.example.com/', false],
    ['https://example.org/', false],
    ['https://a.b.example.org/', true],
    ['https://evilexample.org/', false],
    ['https://api.example.com:8443/', true],
    ['https://api.example.com/', false],
    ['http://localhost:8080/', true],
    ['https://localhost:8080/', false],
    ['https://docs.example.com@evil.com/', false],
  ])('decides about %s', (url, expected) => {
    expect(list.has(new URL(url))).toBe(expected);
  });
});

describe('sendBoundedRequest', () => {
  let server: Server;
  let base: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      if (pathname === '/to') return response.writeHead(302, { location: searchParams.get('url') ?? '' }).end();
      if (pathname === '/slow') return response.writeHead(200).write('begin');
      if (pathname === '/long') return response.end('a'.repeat(2000));
      if (pathname === '/image') return response.writeHead(200, { 'content-type': 'image/png' }).end('png');
      if (pathname === '/latin') {
        return response.writeHead(200, { 'content-type': 'text/plain; charset=iso-8859-1' }).end(Buffer.from([0xe4]));
      }
      if (pathname === '/zip' || pathname === '/bomb') {
        const bytes = gzipSync(pathname === '/zip' ? 'short' : 'a'.repeat(1_000_000));
        return response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes);
      }
      return response.writeHead(200, { 'content-type': 'text/plain' }).end(`${request.method} ${request.headers.host}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Stands in for a public address: the tests reach no other. */
  const allowsAddress = (address: string): boolean => address === '127.0.0.1';
  const send = (path: string, more: Partial<BoundedRequest> = {}) =>
    sendBoundedRequest({ url: new URL(path, base), maximumBytes: 1000, timeoutMs: 5000, allowsAddress, ...more });

  it('gives the text of an answer, its type and its status', async () => {
    expect(await send('/')).toMatchObject({ status: 200, type: 'text/plain', text: `GET ${new URL(base).host}` });
  });

  it('reads other character sets, and compressed answers', async () => {
    expect((await send('/latin')).text).toBe('ä');
    expect((await send('/zip')).text).toBe('short');
  });

  it('follows a redirect to an allowed address', async () => {
    const { url } = await send(`/to?url=/there`, { maximumRedirects: 1 });
    expect(url.pathname).toBe('/there');
  });

  it.each([
    ['an address of this machine', '/', { allowsAddress: undefined }, AddressRefusedError],
    [
      'a name with an address of this machine',
      'http://localhost:1/',
      { allowsAddress: isPublicAddress },
      AddressRefusedError,
    ],
    ['a number that is an address', 'http://2130706433:1/', { allowsAddress: isPublicAddress }, AddressRefusedError],
    ['an address in IPv6', 'http://[::ffff:127.0.0.1]:1/', { allowsAddress: isPublicAddress }, AddressRefusedError],
    ['a redirect to another address', '/to?url=http://127.0.0.2:1/', { maximumRedirects: 1 }, AddressRefusedError],
    ['a redirect to a name of this machine', '/to?url=http://[::1]:1/', { maximumRedirects: 1 }, AddressRefusedError],
    ['a redirect to a file', '/to?url=file:///etc/passwd', { maximumRedirects: 1 }, AddressRefusedError],
    ['a redirect too many', '/to?url=/', {}, RequestFailedError],
    ['a redirect without an end', '/to?url=/to?url=/to', { maximumRedirects: 3 }, RequestFailedError],
    ['a redirect of a POST request', '/to?url=/', { method: 'POST', maximumRedirects: 1 }, RequestFailedError],
    ['a URL with a password', 'http://a:b@127.0.0.1:1/', {}, AddressRefusedError],
    ['a host that is not in the list', '/', { allowsUrl: () => false }, AddressRefusedError],
    ['an answer that is too long', '/long', {}, RequestFailedError],
    ['an answer that is too long once decompressed', '/bomb', {}, RequestFailedError],
    ['an answer of another type', '/image', { allowsType: (type: string) => type !== 'image/png' }, RequestFailedError],
    ['an answer that does not end', '/slow', { timeoutMs: 50 }, RequestFailedError],
    ['a port where nothing answers', 'http://127.0.0.1:1/', {}, RequestFailedError],
    ['a name that there is not', 'http://nowhere.invalid/', {}, RequestFailedError],
  ])('refuses %s', async (_, path, more, error) => {
    await expect(send(path, more)).rejects.toBeInstanceOf(error);
  });

  it('ends when the caller does', async () => {
    const reason = new Error('left');
    await expect(send('/slow', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
