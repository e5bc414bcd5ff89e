import { describe, expect, it } from '@jest/globals';
import { HumanMessage } from '@langchain/core/messages';
import { MemorySaver } from '@langchain/langgraph';
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
  maySee,
  seenIn,
} from '../../../testing/escape-cases.js';
import { Listener } from '../../../testing/listener.js';
import { ScriptedChatModel } from '../../../testing/scripted-chat-model.js';
import { seenItems } from '../../../testing/seen-items.js';
import { type Moderator } from '../../moderator/moderator.js';
import { moderateAgentInput } from './moderate-agent-input.js';
import { moderationMiddleware } from './moderation-middleware.js';

const run = { seed: 20_261_125, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 10) };
const streamModes = ['values', 'updates', 'messages', 'custom', 'debug', 'checkpoints', 'tasks', 'tools'] as const;

/** The texts of one run, in order, and how the tool answers. */
interface Script {
  readonly question: EscapeCase;
  readonly first: EscapeCase;
  readonly call: EscapeCase;
  readonly result: EscapeCase;
  readonly answer: EscapeCase;
  readonly tool: 'text' | 'object' | 'artifact' | 'pieces' | 'throws';
}

const script: fc.Arbitrary<Script> = fc.record({
  question: escapeCase,
  first: escapeCase,
  call: escapeCase,
  result: escapeCase,
  answer: escapeCase,
  tool: fc.constantFrom('text', 'object', 'artifact', 'pieces', 'throws'),
});

function createTestAgent({ first, call, result, answer, tool: kind }: Script, moderator: Moderator) {
  const given: string[] = [];
  const answers: Readonly<Record<Script['tool'], () => unknown>> = {
    text: () => result.whole,
    object: () => ({ found: [result.whole] }),
    artifact: () => ['found', { text: result.whole }],
    pieces: async function* () {
      yield* result.pieces;
      return result.whole;
    },
    throws: () => {
      throw new Error(result.whole);
    },
  };
  const look = tool(
    (args: { q: string }) => {
      given.push(args.q);
      return answers[kind]() as string;
    },
    {
      name: 'look',
      description: 'Looks something up.',
      schema: z.object({ q: z.string() }),
      ...(kind === 'artifact' ? { responseFormat: 'content_and_artifact' } : {}),
    },
  );
  const model = new ScriptedChatModel([
    { pieces: first.pieces, toolCalls: [{ id: 'a', name: 'look', args: { q: call.whole } }] },
    { pieces: answer.pieces },
  ]);
  const checkpointer = new MemorySaver();
  const agent = createAgent({ model, tools: [look], middleware: [moderationMiddleware({ moderator })], checkpointer });
  return { agent, model, checkpointer, given };
}

type Agent = ReturnType<typeof createTestAgent>['agent'];
type Read = (
  agent: Agent,
  input: { messages: HumanMessage[] },
  config: { callbacks: Listener[]; configurable: { thread_id: string } },
) => Promise<unknown>;

const sinks: Readonly<Record<string, Read>> = {
  invoke: (agent, input, config) => agent.invoke(input, config),
  'all stream modes': async (agent, input, config) =>
    seenItems(await agent.stream(input, { ...config, streamMode: [...streamModes] })),
  'streamEvents v2': async (agent, input, config) => seenItems(agent.streamEvents(input, { ...config, version: 'v2' })),
  'streamEvents v3': async (agent, input, config) => {
    const stream = await agent.streamEvents(input, { ...config, version: 'v3' });
    // A call that fails rejects its output, which must be handled.
    const calls = seenItems(withOutputs(stream.toolCalls));
    return [await seenItems(stream as AsyncIterable<unknown>), await calls];
  },
};

async function* withOutputs<Call extends { readonly output: Promise<unknown> }>(
  calls: AsyncIterable<Call>,
): AsyncGenerator<unknown> {
  for await (const call of calls) yield [call, await call.output.catch((error: unknown) => error)];
}

describe('zero characters escape from an agent', () => {
  it.each(Object.entries(sinks))(
    'read by %s: texts, tools, callbacks, checkpoints',
    (name, read) =>
      fc.assert(
        fc.asyncProperty(script, escapeGate, async (texts, gate) => {
          const decisions: unknown[] = [];
          const moderator = escapeModerator(gate, (event) => decisions.push(event));
          const { agent, model, checkpointer, given } = createTestAgent(texts, moderator);
          const listener = new Listener();
          const input = await moderateAgentInput(
            { messages: [new HumanMessage(texts.question.whole)] },
            { moderator, conversationId: escapeConversation },
          ).catch((error: unknown) => {
            expect(escapedIn(seenIn(error))).toBeUndefined();
            return { messages: [new HumanMessage('Go on')] };
          });
          const config = { callbacks: [listener], configurable: { thread_id: escapeConversation } };
          const seen = await read(agent, input, config).catch((error: unknown) => error);
          const persisted = [checkpointer.storage, checkpointer.writes];
          for (const sink of [seen, listener.heard, persisted, given, model.calls, decisions])
            expect(escapedIn(seenIn(sink))).toBeUndefined();

          const [first, call, result, answer] = await Promise.all(
            [texts.first, texts.call, texts.result, texts.answer].map(({ whole }) => maySee(moderator, whole)),
          );
          if (first?.isStopped || call?.isStopped) expect(given).toEqual([]);
          else expect(given).toEqual([call?.text]);
          if (name !== 'invoke' || given.length === 0) return;
          if (texts.tool === 'text' && !result?.isStopped) expect(model.calls[1]?.at(-1)?.text).toBe(result?.text);
          if (!answer?.isStopped)
            expect((seen as { messages: HumanMessage[] }).messages.at(-1)?.text).toBe(answer?.text);
        }),
        run,
      ),
    300_000,
  );
});
