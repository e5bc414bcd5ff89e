import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { awaitAllCallbacks } from '@langchain/core/callbacks/promises';
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { type BaseMessage, HumanMessage } from '@langchain/core/messages';
import { type ChatResult } from '@langchain/core/outputs';
import { StringOutputParser } from '@langchain/core/output_parsers';
import { RunnableLambda, RunnableSequence } from '@langchain/core/runnables';
import { ConsoleCallbackHandler } from '@langchain/core/tracers/console';
import { LangChainTracer } from '@langchain/core/tracers/tracer_langchain';
import { createAgent, tool } from 'langchain';
import fc from 'fast-check';
import { z } from 'zod';

import {
  type EscapeCase,
  escapeCase,
  escapeConversation,
  escapedIn,
  escapeGate,
  escapeModerator,
  seenIn,
} from '../../../testing/escape-cases.js';
import { ScriptedChatModel, type ScriptedTurn } from '../../../testing/scripted-chat-model.js';
import { type Moderator } from '../../moderator/moderator.js';
import { ModeratedChatModel } from '../chat-model/moderated-chat-model.js';
import { moderate } from '../runnable/moderated-runnable.js';
import { moderationMiddleware } from '../agent/moderation-middleware.js';
import { moderateAgentInput } from '../agent/moderate-agent-input.js';

const run = { seed: 20_261_127, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 20) };

/** Keeps all that LangChain's own tracer sends to its service, as it is at that time. */
class KeepingClient {
  sent = '';

  async createRun(sent: unknown): Promise<void> {
    this.sent += seenIn(sent);
  }

  async updateRun(id: string, sent: unknown): Promise<void> {
    this.sent += `${id} ${seenIn(sent)}`;
  }
}

/** Calls another model, as the routers and fallbacks of an application do. */
class RoutingChatModel extends BaseChatModel {
  readonly #inner: ScriptedChatModel;

  constructor(inner: ScriptedChatModel) {
    super({ verbose: true });
    this.#inner = inner;
  }

  override _llmType(): string {
    return 'routing';
  }

  override async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const message = await this.#inner.invoke(messages);
    return { generations: [{ text: message.text, message }] };
  }
}

interface Texts {
  readonly question: EscapeCase;
  readonly answer: EscapeCase;
  readonly call: EscapeCase;
  readonly failure: EscapeCase;
  readonly fails: boolean;
  readonly streams: boolean;
  readonly routes: boolean;
}

const texts: fc.Arbitrary<Texts> = fc.record({
  question: escapeCase,
  answer: escapeCase,
  call: escapeCase,
  failure: escapeCase,
  fails: fc.boolean(),
  streams: fc.boolean(),
  routes: fc.boolean(),
});

function createModel({ answer, call, failure, fails, routes }: Texts, withCalls: boolean): BaseChatModel {
  const end = fails ? { failure: new Error(failure.whole, { cause: { given: failure.whole } }) } : {};
  const calls = { pieces: answer.pieces, toolCalls: [{ id: 'a', name: 'look', args: { q: call.whole } }] };
  const turns: readonly ScriptedTurn[] = [...(withCalls ? [calls] : []), { pieces: answer.pieces, ...end }];
  const model = new ScriptedChatModel(turns);
  model.verbose = true;
  return routes && !withCalls ? new RoutingChatModel(model) : model;
}

type Callbacks = readonly (LangChainTracer | ConsoleCallbackHandler)[];

const uses: Readonly<Record<string, (given: Texts, moderator: Moderator, callbacks: Callbacks) => Promise<unknown>>> = {
  'a moderated model': async (given, moderator, callbacks) => {
    const model = new ModeratedChatModel({
      model: createModel(given, false),
      moderator,
      conversationId: escapeConversation,
    });
    model.verbose = true;
    return given.streams
      ? all(await model.stream(given.question.whole, { callbacks: [...callbacks] }))
      : model.invoke(given.question.whole, { callbacks: [...callbacks] });
  },
  'a moderated model within a chain': async (given, moderator, callbacks) => {
    const model = new ModeratedChatModel({
      model: createModel(given, false),
      moderator,
      conversationId: escapeConversation,
    });
    const chain = RunnableSequence.from<string, string>([
      RunnableLambda.from(() => 'Go on'),
      model,
      new StringOutputParser(),
    ]);
    return given.streams
      ? all(await chain.stream('Go on', { callbacks: [...callbacks] }))
      : chain.invoke('Go on', { callbacks: [...callbacks] });
  },
  'a moderated chain': async (given, moderator, callbacks) => {
    // In a stream LangChain loses the parent: a part that calls a model without its configuration starts a new run.
    const routes = given.routes && !given.streams;
    const inner = RunnableSequence.from<string, string>([
      RunnableLambda.from((text: string) => text),
      createModel({ ...given, routes }, false),
      new StringOutputParser(),
    ]);
    const chain = moderate(inner, { moderator, conversationId: escapeConversation });
    return given.streams
      ? all(await chain.stream(given.question.whole, { callbacks: [...callbacks] }))
      : chain.invoke(given.question.whole, { callbacks: [...callbacks] });
  },
  'an agent': async (given, moderator, callbacks) => {
    const look = tool(
      (): string => {
        if (given.fails) throw new Error(given.failure.whole);
        return given.failure.whole;
      },
      { name: 'look', description: 'Looks something up.', schema: z.object({ q: z.string() }) },
    );
    const model = createModel(given, true);
    const agent = createAgent({ model, tools: [look], middleware: [moderationMiddleware({ moderator })] });
    const input = await moderateAgentInput(
      { messages: [new HumanMessage(given.question.whole)] },
      { moderator, conversationId: escapeConversation },
    );
    const config = { callbacks: [...callbacks], configurable: { thread_id: escapeConversation } };
    return given.streams
      ? all(await agent.stream(input, { ...config, streamMode: ['messages', 'updates'] }))
      : agent.invoke(input, config);
  },
};

async function all(items: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  for await (const item of items) seen.push(item);
  return seen;
}

describe('zero characters escape into traces', () => {
  let printed: string[] = [];
  const inBackground = process.env['LANGCHAIN_CALLBACKS_BACKGROUND'];
  beforeEach(() => {
    printed = [];
    process.env['LANGCHAIN_CALLBACKS_BACKGROUND'] = 'false';
    for (const method of ['log', 'error', 'warn', 'info', 'debug'] as const) {
      jest
        .spyOn(console, method)
        .mockImplementation(
          (...given: unknown[]) =>
            void printed.push(given.map((one) => (typeof one === 'string' ? one : seenIn(one))).join(' ')),
        );
    }
  });
  afterEach(() => {
    jest.restoreAllMocks();
    if (inBackground === undefined) delete process.env['LANGCHAIN_CALLBACKS_BACKGROUND'];
    else process.env['LANGCHAIN_CALLBACKS_BACKGROUND'] = inBackground;
  });

  it.each(Object.entries(uses))(
    'of %s, sent to a tracing service or printed by a verbose run',
    (_, use) =>
      fc.assert(
        fc.asyncProperty(texts, escapeGate, async (given, gate) => {
          printed.length = 0;
          const client = new KeepingClient();
          const callbacks = [new LangChainTracer({ client }), new ConsoleCallbackHandler()];
          const seen = await use(given, escapeModerator(gate), callbacks).catch((error: unknown) => error);
          for (const sink of [client.sent, printed.join('\n'), seenIn(seen)]) expect(escapedIn(sink)).toBeUndefined();
        }),
        run,
      ),
    300_000,
  );

  it('sees the moderated run itself', async () => {
    const client = new KeepingClient();
    const model = new ModeratedChatModel({
      model: new ScriptedChatModel([{ pieces: ['Good day.'] }]),
      moderator: escapeModerator({ mode: 'window', windowCharacters: 1, maximumWaitMs: 1, knowsSettled: true }),
    });
    await model.invoke('Hello', { callbacks: [new LangChainTracer({ client }), new ConsoleCallbackHandler()] });
    for (const sink of [client.sent, printed.join()]) expect(sink).toMatch(/Hello[^]*Good day\./);
  });
});

describe('zero characters escape into traces that the environment asks for', () => {
  let received = '';
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request
      .on('data', (piece: Buffer) => void pieces.push(piece))
      .on('end', () => {
        const body = Buffer.concat(pieces);
        received += (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
        response.setHeader('Content-Type', 'application/json').end('{}');
      });
  });
  const settings = ['LANGSMITH_TRACING', 'LANGSMITH_ENDPOINT', 'LANGSMITH_API_KEY', 'LANGCHAIN_VERBOSE'] as const;
  const before = settings.map((name) => [name, process.env[name]] as const);

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    Object.assign(process.env, {
      LANGSMITH_TRACING: 'true',
      LANGSMITH_ENDPOINT: endpoint,
      LANGSMITH_API_KEY: 'none',
      LANGCHAIN_VERBOSE: 'true',
    });
  });
  afterAll(async () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each(Object.entries(uses))(
    'of %s',
    async (name, use) => {
      received = '';
      const printed: string[] = [];
      const log = jest
        .spyOn(console, 'log')
        .mockImplementation((...given: unknown[]) => void printed.push(String(given)));
      try {
        await fc.assert(
          fc.asyncProperty(texts, escapeGate, async (given, gate) => {
            const seen = await use(given, escapeModerator(gate), []).catch((error: unknown) => error);
            expect(escapedIn(seenIn(seen))).toBeUndefined();
          }),
          run,
        );
        await awaitAllCallbacks();
      } finally {
        log.mockRestore();
      }
      for (const sink of [received, printed.join('\n')]) expect(escapedIn(sink)).toBeUndefined();
      // The outer runs were traced: the tracer was there, and still saw nothing of the inner ones.
      expect(received).toContain(
        { 'an agent': 'LangGraph', 'a moderated chain': 'Moderated' }[name] ?? 'ModeratedChatModel',
      );
    },
    300_000,
  );
});
