/**
 * Measures what a server of agents adds to the same graph in the library: microseconds per step, and per streamed token.
 *
 * The model is a script that takes next to no time. Library and server take turns, and each difference is of one pair.
 * Usage: npm run bench:agents [-- rounds]   (after `npm run build`; DATABASE_URL adds PostgreSQL)
 */
import 'reflect-metadata';

import process from 'node:process';
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, ToolMessage } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';
import { tool } from '@langchain/core/tools';
import { MemorySaver } from '@langchain/langgraph';
import { openAgentStorage } from '@leeward/agents';
import { AgentsModule } from '@leeward/agents/nest';
import { createModerator } from '@leeward/moderation';
import { moderationMiddleware } from '@leeward/moderation/langchain';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createAgent } from 'langchain';
import pg from 'pg';
import { z } from 'zod';
import { printTable, spread, writeResults } from './report.mjs';

const rounds = Number(process.argv[2] ?? 9);
const steps = 20;
const tokens = 1_000;
/** The schema of PostgreSQL for the benchmark, which is dropped at the end. */
const schema = 'leeward_bench_agents';

/** A model that calls a tool twenty times when it is asked for steps, and else streams a thousand tokens. */
class ScriptedModel extends BaseChatModel {
  constructor() {
    super({});
  }

  _llmType() {
    return 'scripted';
  }

  bindTools() {
    return this;
  }

  async _generate(messages) {
    const done = messages.filter((message) => ToolMessage.isInstance(message)).length;
    const calls = done < steps ? [{ type: 'tool_call', id: `call-${done}`, name: 'step', args: { number: done } }] : [];
    const message = new AIMessage({ content: calls.length === 0 ? 'Done.' : '', tool_calls: calls });
    return { generations: [{ text: message.text, message }] };
  }

  async *_streamResponseChunks(messages, options, runManager) {
    if (messages.some((message) => message.text === 'steps')) {
      const { generations } = await this._generate(messages);
      const { content, tool_calls } = generations[0].message;
      const chunks = tool_calls.map(({ id, name, args }, index) => ({ index, id, name, args: JSON.stringify(args) }));
      yield new ChatGenerationChunk({
        text: content,
        message: new AIMessageChunk({ content, tool_call_chunks: chunks }),
      });
      return;
    }
    for (let index = 0; index < tokens; index++) {
      const text = ` word${index % 10}`;
      const chunk = new ChatGenerationChunk({ text, message: new AIMessageChunk(text) });
      yield chunk;
      await runManager?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, { chunk });
    }
  }
}

const moderator = createModerator();
const step = tool(({ number }) => `Step ${number} is done.`, {
  name: 'step',
  description: 'Does a step.',
  schema: z.object({ number: z.number() }),
});

/** Creates the agent. The library needs a checkpointer of its own; the server gives one. */
function createGraph(checkpointer) {
  const middleware = [moderationMiddleware({ moderator })];
  return createAgent({ model: new ScriptedModel(), tools: [step], middleware, checkpointer }).graph;
}

async function startServer(options) {
  const storage = await openAgentStorage(options);
  const agent = { name: 'agent', graph: createGraph(), moderator, isModerated: true, limits: { steps: 1_000 } };
  class App {}
  Module({ imports: [AgentsModule.forRoot({ agents: { agent }, storage, moderator })] })(App);
  const app = await NestFactory.create(App, { logger: false });
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${app.getHttpServer().address().port}`;
  const post = async (path, body) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}.`);
    return response;
  };
  const run = async (text, route, more) => {
    const { thread_id: id } = await (await post('threads', {})).json();
    const input = { messages: [{ role: 'user', content: text }] };
    const response = await post(`threads/${id}/runs/${route}`, { assistant_id: 'agent', input, ...more });
    return response.text();
  };
  return {
    invoke: () => run('steps', 'wait', {}),
    stream: () => run('tokens', 'stream', { stream_mode: ['messages-tuple'] }),
    stop: async () => {
      await app.close();
      await storage.close();
    },
  };
}

const library = createGraph(new MemorySaver());
let threads = 0;
const configure = () => ({ configurable: { thread_id: `${threads++}` }, recursionLimit: 1_000 });
const inLibrary = {
  invoke: () => library.invoke({ messages: [{ role: 'user', content: 'steps' }] }, configure()),
  stream: async () => {
    const input = { messages: [{ role: 'user', content: 'tokens' }] };
    const parts = await library.stream(input, { ...configure(), streamMode: 'messages' });
    for await (const part of parts) if (part === undefined) throw new Error('A part is missing.');
  },
};

async function dropSchema({ url }) {
  if (url === undefined) return;
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`drop schema if exists ${schema} cascade`);
  await client.end();
}

async function time(work) {
  const start = performance.now();
  await work();
  return 1_000 * (performance.now() - start);
}

const databases = {
  SQLite: {},
  ...(process.env['DATABASE_URL'] && { PostgreSQL: { url: process.env['DATABASE_URL'], schema } }),
};
const rows = [];
for (const [database, options] of Object.entries(databases)) {
  const server = await startServer(options);
  try {
    for (const [unit, name, count] of [
      ['step', 'invoke', steps],
      ['streamed token', 'stream', tokens],
    ]) {
      const pairs = [];
      // The first rounds warm up.
      for (let round = -2; round < rounds; round++) {
        const alone = (await time(inLibrary[name])) / count;
        const served = (await time(server[name])) / count;
        if (round >= 0) pairs.push({ alone, added: served - alone });
      }
      const [alone, added] = ['alone', 'added'].map((key) => spread(pairs.map((pair) => pair[key])));
      rows.push({ database, unit, alone, added });
    }
  } finally {
    await server.stop();
    await dropSchema(options);
  }
}
const round = Math.round;
printTable(
  rows.map(({ database, unit, alone, added }) => ({
    database,
    unit,
    'library, µs': round(alone.median),
    'the server adds, µs': `${round(added.median)} (${round(added.least)} to ${round(added.most)})`,
  })),
);
await writeResults('agents', rows, {
  data: { values: rows.map(({ database, unit, added }) => ({ database, unit, median: added.median })) },
  mark: 'bar',
  encoding: {
    x: { field: 'database', type: 'nominal' },
    y: { field: 'median', type: 'quantitative', title: 'µs that the server adds' },
    column: { field: 'unit', type: 'nominal' },
  },
});
