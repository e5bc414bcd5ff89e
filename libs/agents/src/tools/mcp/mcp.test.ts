import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { findToolLabels } from '../../contract/index.js';
import { McpServerError } from '../../errors/index.js';
import { McpServer, type McpServerOptions } from './mcp-server.js';

const program = fileURLToPath(new URL('../../../testing/mcp-server.mjs', import.meta.url));
const allTools = { repeat: {}, read_variable: {}, write_long: {}, show_image: {}, fail: {}, wait: {}, crash: {} };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-'));
});

afterAll(() => rm(folder, { recursive: true }));

function toOptions(more: Partial<McpServerOptions> = {}, environment: Record<string, string> = {}): McpServerOptions {
  const target = { type: 'process', command: process.execPath, args: [program], environment } as const;
  return { name: 'tickets', target, tools: allTools, ...more };
}

function call(server: McpServer, name: string, args: Record<string, unknown> = {}): Promise<unknown> {
  const found = server.tools.find((tool) => tool.name === name);
  return found === undefined ? Promise.reject(new Error(`no tool ${name}`)) : found.invoke(args);
}

describe('an MCP server that is a process', () => {
  let server: McpServer;
  let log: string;
  let mark: string;

  beforeAll(async () => {
    log = join(folder, 'starts');
    mark = join(folder, 'changed');
    const environment = { STARTS_LOG: log, CHANGED_MARK: mark, GIVEN: 'given' };
    process.env['NOT_GIVEN'] = 'secret';
    server = await McpServer.start(
      toOptions(
        { tools: { ...allTools, repeat: { effect: 'none' } }, maximumCharacters: 1000, timeoutMs: 5000 },
        environment,
      ),
    );
  });

  afterAll(async () => {
    delete process.env['NOT_GIVEN'];
    await server.close();
  });

  it('answers calls, with labels that are careful where none are given', async () => {
    expect(await call(server, 'repeat', { text: 'hello' })).toBe('hello');
    expect(server.tools.map((tool) => findToolLabels(tool)).slice(0, 2)).toEqual([
      { reads: ['untrusted'], effect: 'none' },
      { reads: ['untrusted'], effect: 'external' },
    ]);
  });

  it('gets the environment variables of the list alone', async () => {
    expect(await call(server, 'read_variable', { name: 'GIVEN' })).toBe('given');
    expect(await call(server, 'read_variable', { name: 'NOT_GIVEN' })).toBe('undefined');
  });

  it('gives text alone, and no more of it than the bound', async () => {
    expect(await call(server, 'show_image')).toBe('an image');
    expect(await call(server, 'write_long')).toMatch(/^a{1000}\n\[The text is cut here/);
  });

  it('tells the error of a tool', async () => {
    await expect(call(server, 'fail')).rejects.toThrow('There is no such ticket.');
  });

  it('refuses arguments that do not fit', async () => {
    await expect(call(server, 'repeat', { text: 1 })).rejects.toThrow('schema');
  });

  it('is started again after a crash, and refuses a tool that has changed its description', async () => {
    await expect(call(server, 'crash')).rejects.toThrow();
    expect(await call(server, 'repeat', { text: 'again' })).toBe('again');
    expect((await readFile(log, 'utf8')).trim().split('\n')).toHaveLength(2);

    await writeFile(mark, '');
    await expect(call(server, 'crash')).rejects.toThrow();
    await expect(call(server, 'repeat', { text: 'again' })).rejects.toThrow(McpServerError);
    await expect(call(server, 'repeat', { text: 'again' })).rejects.toThrow('"repeat" has changed');
    expect(await call(server, 'show_image')).toBe('an image');
  });
});

describe('the options of an MCP server', () => {
  it('leave out tools that are not listed, and set a prefix', async () => {
    const server = await McpServer.start(toOptions({ tools: { repeat: {} }, prefix: 'desk' }));
    expect(server.tools.map(({ name }) => name)).toEqual(['desk_repeat']);
    await server.close();
    await expect(call(server, 'desk_repeat', { text: 'a' })).rejects.toThrow('it was closed');
  });

  it('bound the time of a call', async () => {
    const server = await McpServer.start(toOptions({ tools: { wait: {}, repeat: {} }, timeoutMs: 100 }));
    await expect(call(server, 'wait')).rejects.toThrow('timed out');
    expect(await call(server, 'repeat', { text: 'still here' })).toBe('still here');
    await server.close();
  });

  it.each<[string, Partial<McpServerOptions>, string]>([
    ['a tool that it does not have', { tools: { missing: {} } }, 'it has no tool "missing"'],
    [
      'a command that there is not',
      { target: { type: 'process', command: '/nowhere/server', args: [], environment: {} } },
      'no such command',
    ],
    [
      'a program that ends',
      { target: { type: 'process', command: process.execPath, args: ['-e', ''], environment: {} } },
      'does not speak the protocol',
    ],
    [
      'a program that says nothing',
      {
        startTimeoutMs: 300,
        target: {
          type: 'process',
          command: process.execPath,
          args: ['-e', 'setInterval(() => 0, 1000)'],
          environment: {},
        },
      },
      'did not answer within 300 milliseconds',
    ],
  ])('are refused for %s', async (_, more, message) => {
    await expect(McpServer.start(toOptions(more))).rejects.toThrow(message);
  });
});

describe('an MCP server by HTTP', () => {
  let child: ChildProcess;
  let url: string;
  const headers = { authorization: 'Bearer right' };

  beforeAll(async () => {
    child = spawn(process.execPath, [program, 'http'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    url = `http://127.0.0.1:${port.toString().trim()}/`;
  });

  afterAll(() => void child.kill());

  it('answers calls, and is connected to again when it has forgotten the session', async () => {
    const server = await McpServer.start(toOptions({ tools: { repeat: {} }, target: { type: 'http', url, headers } }));
    expect(await call(server, 'repeat', { text: 'hello' })).toBe('hello');

    await fetch(`${url}forget`, { headers });
    await expect(call(server, 'repeat', { text: 'lost' })).rejects.toThrow();
    expect(await call(server, 'repeat', { text: 'back' })).toBe('back');
    await server.close();
  });

  it('is refused when nothing answers at its address', async () => {
    const unused = createServer().listen(0, '127.0.0.1');
    await once(unused, 'listening');
    const { port } = unused.address() as AddressInfo;
    await new Promise((resolve) => unused.close(resolve));
    const target = { type: 'http', url: `http://127.0.0.1:${port}/`, headers: {} } as const;
    await expect(McpServer.start(toOptions({ target }))).rejects.toThrow('ECONNREFUSED');
  });

  it('is refused with a wrong key, which the message does not show', async () => {
    const target = { type: 'http', url, headers: { authorization: 'Bearer wrong' } } as const;
    const start = McpServer.start(toOptions({ target }));
    await expect(start).rejects.toThrow('401');
    await expect(start).rejects.not.toThrow('wrong');
  });
});
