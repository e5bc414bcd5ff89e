import { describe, expect, it } from '@jest/globals';
import { AIMessage, AIMessageChunk, ChatMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { Command, interrupt, MemorySaver, Send } from '@langchain/langgraph';
import { createAgent, humanInTheLoopMiddleware, tool } from 'langchain';
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
import { ContentRefusedError } from '../../errors/moderation-errors.js';
import { type Moderator } from '../../moderator/moderator.js';
import { moderateAgentInput } from './moderate-agent-input.js';
import { moderationMiddleware } from './moderation-middleware.js';

const run = { seed: 20_261_126, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 10) };
const ask = { messages: [new HumanMessage('Go on')] };

interface Config {
  readonly callbacks: Listener[];
  readonly configurable: { readonly thread_id: string };
}
type Agent = ReturnType<typeof agentWith>['agent'];

/** Lists the ways to read a run. Each gives all that its reader sees, failures included. */
const ways: Readonly<Record<string, (agent: Agent, input: never, config: Config) => Promise<unknown>>> = {
  invoke: (agent, input, config) => agent.invoke(input, config),
  stream: async (agent, input, config) =>
    seenItems(
      await agent.stream(input, {
        ...config,
        streamMode: ['values', 'updates', 'messages', 'debug', 'checkpoints', 'tasks', 'tools'],
      }),
    ),
  'streamEvents v2': async (agent, input, config) => seenItems(agent.streamEvents(input, { ...config, version: 'v2' })),
};

/** Creates an agent with one tool. With `asksFirst` a person must allow each call. */
function agentWith(moderator: Moderator, doing: (q: string) => unknown, asksFirst: boolean) {
  const given: string[] = [];
  const look = tool(
    (args: { q: string }) => {
      given.push(args.q);
      return doing(args.q) as string;
    },
    { name: 'look', description: 'Looks something up.', schema: z.object({ q: z.string() }) },
  );
  const model = new ScriptedChatModel([
    { pieces: [''], toolCalls: [{ id: 'a', name: 'look', args: { q: 'ferry' } }] },
    { pieces: ['Done.'] },
  ]);
  const checkpointer = new MemorySaver();
  const person = asksFirst ? [humanInTheLoopMiddleware({ interruptOn: { look: true } })] : [];
  const agent = createAgent({
    model,
    tools: [look],
    middleware: [moderationMiddleware({ moderator }), ...person],
    checkpointer,
  });
  return { agent, model, checkpointer, given };
}

/** Lists the values in which a person may hand over a text. */
const carriers: Readonly<Record<string, (text: string) => unknown>> = {
  text: (text) => text,
  record: (text) => ({ answer: { deep: [text] } }),
  name: (text) => ({ [text]: 'yes' }),
  map: (text) => new Map([['answer', text]]),
  set: (text) => new Set([text]),
  error: (text) => new Error('no', { cause: new Error(text) }),
  bytes: (text) => new TextEncoder().encode(text),
  message: (text) => new HumanMessage({ content: 'yes', name: text }),
  'a message below a name': (text) => ({ [text]: { deeper: [new HumanMessage('yes')] } }),
  metadata: (text) => [
    new AIMessage({ content: 'yes', additional_kwargs: { raw: text }, response_metadata: { raw: text } }),
  ],
  id: (text) => new HumanMessage({ content: 'yes', id: text }),
  role: (text) => new ChatMessage({ role: text, content: 'yes' }),
  status: (text) => new ToolMessage({ content: 'yes', tool_call_id: 'a', status: text as never }),
  usage: (text) => new AIMessage({ content: 'yes', usage_metadata: { raw: text } as never }),
  'a name in metadata': (text) =>
    new AIMessage({ content: 'yes', response_metadata: { [text]: 1, usage: { [text]: 1 } } }),
  'metadata that is known': (text) => new AIMessage({ content: 'yes', response_metadata: { status: text } }),
  'a field that no message has': (text) => new HumanMessage({ content: 'yes', raw: text } as never),
  'a field that no call has': (text) =>
    new AIMessage({ content: 'yes', tool_calls: [{ id: 'a', name: 'look', args: {}, raw: text } as never] }),
  'a piece of a call': (text) =>
    new AIMessageChunk({ content: 'yes', tool_call_chunks: [{ name: 'look', args: text, index: 0 }] }),
  'the text of a file': (text) =>
    new HumanMessage({ content: [{ type: 'file', source_type: 'text', mime_type: 'text/plain', text }] }),
  'what stands beside a text': (text) => new HumanMessage({ content: [{ type: 'text', text: 'yes', title: text }] }),
  'a list with a place that holds nothing': (text) => Object.assign([] as string[], { 1: text }),
  'a text in an object': (text) => ({ answer: new String(text) }),
};

const carrier = fc.constantFrom(...Object.keys(carriers));

/** Resumes a run, unless the answer is refused, and expects that no sink has a forbidden character. */
async function resumed(
  way: keyof typeof ways,
  moderator: Moderator,
  decisions: readonly unknown[],
  parts: ReturnType<typeof agentWith>,
  command: Command,
) {
  const listener = new Listener();
  const config = { callbacks: [listener], configurable: { thread_id: escapeConversation } };
  const { agent, checkpointer, given, model } = parts;
  const read = ways[way] as NonNullable<(typeof ways)[string]>;
  const first: unknown = await read(agent, ask as never, config).catch((error: unknown) => error);
  const asked = seenIn(first, listener.heard, checkpointer.storage, checkpointer.writes);
  expect(escapedIn(asked)).toBeUndefined();
  const moderated = await moderateAgentInput(command, { moderator, conversationId: escapeConversation }).catch(
    (error: unknown) => error,
  );
  const second: unknown =
    moderated instanceof Error
      ? moderated
      : await read(agent, moderated as never, config).catch((error: unknown) => error);
  const seen = seenIn(second, listener.heard, checkpointer.storage, checkpointer.writes, given, model.calls, decisions);
  expect(escapedIn(seen)).toBeUndefined();
  return { isRefused: moderated instanceof ContentRefusedError, given, model };
}

describe.each(Object.keys(ways))(
  'zero characters escape from the answer of a person to an agent, read by %s',
  (way) => {
    const property = (
      check: (
        one: EscapeCase,
        other: EscapeCase,
        kind: string,
        moderator: Moderator,
        decisions: readonly unknown[],
      ) => Promise<void>,
    ) =>
      fc.assert(
        fc.asyncProperty(escapeCase, escapeCase, carrier, escapeGate, async (one, other, kind, gate) => {
          const decisions: unknown[] = [];
          await check(
            one,
            other,
            kind,
            escapeModerator(gate, (event) => decisions.push(event)),
            decisions,
          );
        }),
        run,
      );

    it(
      'to an interrupt, in any value, and from the question of the interrupt',
      () =>
        property(async (answer, question, kind, moderator, decisions) => {
          const doing = (): unknown => {
            const reply: unknown = interrupt({ question: carriers[kind]?.(question.whole) });
            return typeof reply === 'string' ? reply : JSON.stringify(reply);
          };
          const command = new Command({ resume: carriers[kind]?.(answer.whole) });
          const { isRefused, model } = await resumed(
            way,
            moderator,
            decisions,
            agentWith(moderator, doing, false),
            command,
          );
          const { text, isStopped } = await maySee(moderator, answer.whole);
          expect(isRefused).toBe(isStopped);
          const asked = await maySee(moderator, question.whole);
          if (kind === 'text' && !isStopped && !asked.isStopped && text !== '')
            expect(model.calls[1]?.at(-1)?.text).toBe(text);
        }),
      300_000,
    );

    it(
      'as decisions on a call: edited arguments, another tool, a reason',
      () =>
        property(async (one, other, kind, moderator, decisions) => {
          const choices = [
            { type: 'edit' as const, editedAction: { name: 'look', args: { q: one.whole } } },
            { type: 'edit' as const, editedAction: { name: other.whole, args: { q: one.whole } } },
            { type: 'reject' as const, message: one.whole },
          ];
          const decision = choices[kind.length % choices.length] ?? choices[0];
          const { isRefused, given } = await resumed(
            way,
            moderator,
            decisions,
            agentWith(moderator, () => 'ok', true),
            new Command({ resume: { decisions: [decision] } }),
          );
          const { text, isStopped } = await maySee(moderator, one.whole);
          if (isStopped) expect(isRefused).toBe(true);
          else if (decision === choices[0]) expect(given).toEqual([text]);
        }),
      300_000,
    );

    it(
      'with an update of the state, and with values that are sent to nodes',
      () =>
        property(async (one, other, kind, moderator, decisions) => {
          const update = {
            messages: [new HumanMessage({ content: 'yes', additional_kwargs: { raw: carriers[kind]?.(one.whole) } })],
            [other.whole]: [new HumanMessage('yes')],
          };
          const goto = new Send('tools', {
            raw: carriers[kind]?.(other.whole),
            lg_tool_call: { id: 'b', name: 'look', args: { q: one.whole } },
          });
          const command = new Command(kind.length % 2 === 0 ? { resume: 'yes', update } : { resume: 'yes', goto });
          const { isRefused } = await resumed(
            way,
            moderator,
            decisions,
            agentWith(moderator, () => interrupt('May I?') as string, false),
            command,
          );
          const [first, second] = await Promise.all([one, other].map(({ whole }) => maySee(moderator, whole)));
          expect(isRefused).toBe((first?.isStopped ?? false) || (second?.isStopped ?? false));
        }),
      300_000,
    );
  },
);
