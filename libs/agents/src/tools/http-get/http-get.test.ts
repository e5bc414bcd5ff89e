import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { htmlToText } from '../../text/index.js';
import { createHttpGetTool } from './http-get-tool.js';

const page = `<!doctype html><html><head><title>Ferry &amp; bus</title><style>p { color: red }</style></head>
<body><script>steal()</script><!-- hidden --><h1>Times</h1><p>The ferry   leaves<br>at <b>nine</b>.</p>
<table><tr><td>Mon</td><td>9:00</td></tr></table><noscript>off</noscript></body></html>`;

describe('htmlToText', () => {
  it('keeps the title and the text, and drops scripts, styles and comments', () => {
    expect(htmlToText(page)).toBe('Ferry & bus\n\nTimes\n\nThe ferry leaves\nat nine.\n\nMon 9:00');
  });

  it.each(['<', '<p', '<p><p><p>', '</div></div>text', '<script>never closed', 'a < b & c'])(
    'takes broken markup: %s',
    (html) => {
      expect(htmlToText(html)).toEqual(expect.any(String));
    },
  );
});

describe('the tool http_get', () => {
  let server: Server;
  let host: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/missing') return response.writeHead(404).end('secret words');
      if (request.url === '/away') return response.writeHead(302, { location: 'http://127.0.0.1:1/admin' }).end();
      if (request.url === '/binary') return response.writeHead(200, { 'content-type': 'application/zip' }).end('PK');
      return response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => void server.close());

  const open = (more = {}) => createHttpGetTool({ hosts: [`http://${host}`], allowsPrivateAddresses: true, ...more });

  it('reads a page as text, and cuts a long one', async () => {
    expect(await open().invoke({ url: `http://${host}/` })).toContain('The ferry leaves');
    expect(await open({ maximumCharacters: 10 }).invoke({ url: `http://${host}/` })).toMatch(
      /^Ferry & bu\n\[The text is cut here/,
    );
  });

  it.each([
    ['another host', {}, 'http://127.0.0.2/', 'not in the list of allowed hosts'],
    ['a redirect to another host', {}, '/away', 'not in the list of allowed hosts'],
    [
      'a private address, although its host is listed',
      { allowsPrivateAddresses: false },
      '/',
      'private or special network',
    ],
    ['an answer that is no text', {}, '/binary', '"application/zip"'],
    ['an answer with an error', {}, '/missing', 'with the status 404'],
  ])('refuses %s', async (_, more, path, message) => {
    await expect(open(more).invoke({ url: new URL(path, `http://${host}`).href })).rejects.toThrow(message);
  });

  it('takes only URLs for HTTP', async () => {
    await expect(open().invoke({ url: 'file:///etc/passwd' })).rejects.toThrow('schema');
  });
});
