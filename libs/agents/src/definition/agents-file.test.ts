import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BaseMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { FakeEmbeddings } from '@langchain/core/utils/testing';
import { MemorySaver } from '@langchain/langgraph';
import { z } from 'zod';

import { labelTool, type ServedAgent } from '../contract/index.js';
import { type AgentsError } from '../errors/index.js';
import { AgentsFolder, card, lookUp, mcpProgram, toHost } from '../testing/agents-folder.js';
import { type ScriptedAnswer, ScriptedChatModel } from '../testing/scripted-chat-model.js';
import { type AgentsFile, type AgentsFileOptions } from './agents-file.js';
import { type AgentsHost } from './agents-host.js';

let folder: AgentsFolder;

beforeEach(async () => {
  folder = await AgentsFolder.create();
});

afterEach(() => folder.close());

function open(text: string | undefined, host?: AgentsHost, options?: AgentsFileOptions): Promise<AgentsFile> {
  return folder.open(text, host, options);
}

async function ask(agent: ServedAgent | undefined, question = 'Hi'): Promise<readonly BaseMessage[]> {
  if (agent === undefined) throw new Error('There is no agent.');
  agent.graph.checkpointer = new MemorySaver();
  const state: unknown = await agent.graph.invoke(
    { messages: [{ role: 'user', content: question }] },
    { configurable: { thread_id: '1' } },
  );
  return (state as { messages: BaseMessage[] }).messages;
}

function call(name: string, args: Record<string, unknown> = {}): ScriptedAnswer {
  return [{ name, args }];
}

function readToolResult(messages: readonly BaseMessage[]): string | undefined {
  return messages.find((message) => ToolMessage.isInstance(message))?.text;
}

describe('a program without a file of agents', () => {
  it('has the agent assistant with the served model', async () => {
    const file = await open(undefined);
    expect(file.list().map(({ name }) => name)).toEqual(['assistant']);
    expect((await ask(file.find('assistant'))).at(-1)?.text).toBe('Hello.');
  });

  it('asks for the model only when a run needs it', async () => {
    const models = {
      default: () => {
        throw new Error('The model is still loading.');
      },
    };
    const file = await open(undefined, toHost([], { models }));
    await expect(ask(file.find('assistant'))).rejects.toThrow('still loading');
  });
});

describe('an agent of a file', () => {
  it('has instructions, limits, a description and tools', async () => {
    const text = `
agents:
  support:
    description: Answers customers.
    instructions: Be short.
    tools: { calculator: true, current_time: { time_zone: Asia/Tokyo } }
    limits: { steps: 9, seconds: 5 }
`;
    let seen: readonly BaseMessage[] = [];
    const model = new ScriptedChatModel((messages) => {
      seen = messages;
      return messages.length < 3 ? call('calculator', { expression: '6 * 7' }) : 'It is 42.';
    });
    const file = await open(text, toHost([], { models: { default: () => model } }));
    const agent = file.find('support');
    expect(agent).toMatchObject({
      description: 'Answers customers.',
      isModerated: true,
      limits: { steps: 9, milliseconds: 5000 },
    });
    const messages = await ask(agent);
    expect(readToolResult(messages)).toBe('42');
    expect(seen[0]?.text).toBe('Be short.');
  });

  it('has a model and tools behind the moderation stage', async () => {
    const host = toHost([call('look_up'), `You paid with ${card}.`]);
    const file = await open('agents: { a: { tools: { code: [look_up] } } }', host);
    const messages = await ask(file.find('a'));
    expect(readToolResult(messages)).toMatch(/paid with \[CARD_/);
    expect(messages.at(-1)?.text).toMatch(/^You paid with \[CARD_/);
  });

  it('waits for a person where its approvals say so, and by its labels', async () => {
    const text = `
agents:
  asks: { tools: { code: [look_up] }, approvals: { look_up: always } }
  flow: { tools: { code: [look_up, send] }, labels: { look_up: { reads: untrusted } } }
`;
    const sent: string[] = [];
    const send = labelTool(
      tool(() => sent.push('sent') && 'sent', { name: 'send', description: 'Sends.', schema: z.object({}) }),
      { reads: ['trusted'], effect: 'external' },
    );
    const host = toHost([call('look_up'), call('send'), 'Done.'], { tools: { look_up: lookUp, send } });
    const file = await open(text, host);
    expect((await ask(file.find('asks'))).length).toBe(2);
    expect((await ask(file.find('flow'))).length).toBe(4);
    expect(sent).toEqual([]);
  });

  it('uses MCP servers, OpenAPI files and documents from the folder of the file', async () => {
    await mkdir(folder.at('docs'));
    await folder.write('docs/ferry.md', 'The ferry leaves at nine.');
    await folder.write('api.yaml', 'openapi: 3.1.0\npaths: { /a: { get: { operationId: getA, parameters: [] } } }\n');
    const text = `
mcp_servers:
  desk: { command: ${process.execPath}, args: [${JSON.stringify(mcpProgram)}], tools: { repeat: { effect: none }, fail: }, prefix: desk }
openapi:
  api: { file: api.yaml, base_url: 'http://127.0.0.1:1', operations: [getA] }
documents:
  handbook: { folder: docs }
agents:
  a:
    tools:
      mcp: { desk: [repeat] }
      openapi: { api: all }
      search_documents: handbook
`;
    const embeddings = { name: 'fake', model: new FakeEmbeddings() };
    const host = (answer: ScriptedAnswer): AgentsHost =>
      toHost([answer, 'Done.'], { embeddings, dataFolder: folder.at('data') });
    const file = await open(text, host(call('desk_repeat', { text: 'hello' })));
    expect(readToolResult(await ask(file.find('a')))).toBe('hello');
    const other = await open(text, host(call('search_documents', { query: 'ferry' })));
    expect(readToolResult(await ask(other.find('a')))).toContain('leaves at nine');
  });

  it('uses a model behind an API like that of OpenAI, with the key of a variable', async () => {
    const requests: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      requests.push(request);
      response.setHeader('content-type', 'application/json');
      const message = { role: 'assistant', content: `It costs 3, paid with ${card}.` };
      request
        .resume()
        .on('end', () =>
          response.end(JSON.stringify({ id: '1', choices: [{ index: 0, message, finish_reason: 'stop' }] })),
        );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
      const text = `
models: { far: { url: '${url}', model: far-1, api_key_env: FAR_KEY, prices: { input: 1, output: 2 } } }
agents: { a: { model: far, limits: { cost: 1 } } }
`;
      const file = await open(text, toHost([], { environment: { FAR_KEY: 'key-1' } }));
      const agent = file.find('a');
      expect((await ask(agent)).at(-1)?.text).toMatch(/^It costs 3, paid with \[CARD_/);
      expect(requests[0]?.headers.authorization).toBe('Bearer key-1');
    } finally {
      server.close();
    }
  });
});

describe('a file of agents that changes', () => {
  const watched = { intervalMs: 20 };

  /** Opens the file, and gives functions that wait for the next news of it. */
  async function openWatched(text: string) {
    const waiting: { reload?: (names: string[]) => void; refused?: (error: AgentsError) => void } = {};
    const file = await open(text, toHost(), {
      ...watched,
      onReload: (agents) => waiting.reload?.(agents.map(({ name }) => name)),
      onRefused: (error) => waiting.refused?.(error),
    });
    const reloaded = () => new Promise<string[]>((resolve) => (waiting.reload = resolve));
    const refused = () => new Promise<AgentsError>((resolve) => (waiting.refused = resolve));
    return { file, reloaded, refused };
  }

  it('is read again, and keeps the last good agents when it is wrong', async () => {
    const { file, reloaded, refused } = await openWatched('agents: { a: {} }');
    const first = file.find('a');
    const refusal = refused();
    await folder.write('agents.yaml', 'agents: { a: { model: big }, b: {} } # wrong');
    expect((await refusal).message).toContain('agents.a.model');
    expect(file.find('a')).toBe(first);
    expect(file.find('b')).toBeUndefined();

    const reload = reloaded();
    await folder.write('agents.yaml', 'agents: { b: {}, c: {} } # right again, and longer');
    expect(await reload).toEqual(['b', 'c']);
    expect(file.find('a')).toBeUndefined();
  });

  it('keeps a server of tools open that has not changed', async () => {
    const log = folder.at('starts');
    process.env['STARTS_LOG'] = log;
    try {
      const text = (instructions: string): string => `
mcp_servers: { desk: { command: ${process.execPath}, args: [${JSON.stringify(mcpProgram)}], env: [STARTS_LOG], tools: [repeat] } }
agents: { a: { instructions: ${instructions}, tools: { mcp: { desk: all } } } }
`;
      const { file } = await openWatched(text('one'));
      await folder.write('agents.yaml', text('other words'));
      await file.reload();
      expect((await readFile(log, 'utf8')).trim().split('\n')).toHaveLength(1);
    } finally {
      delete process.env['STARTS_LOG'];
    }
  });
});
