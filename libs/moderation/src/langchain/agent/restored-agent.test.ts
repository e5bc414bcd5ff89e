import { describe, expect, it } from '@jest/globals';
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { type AIMessage, AIMessageChunk, type BaseMessage, HumanMessage } from '@langchain/core/messages';
import { MemorySaver } from '@langchain/langgraph';
import { createAgent, tool } from 'langchain';
import { z } from 'zod';

import { ScriptedChatModel, type ScriptedTurn } from '../../../testing/scripted-chat-model.js';
import { type AuditEvent } from '../../audit/audit-event.js';
import { createModerator } from '../../moderator/create-moderator.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { ConversationVaults } from '../../redaction/conversation-vaults.js';
import { withModeration } from '../with-moderation.js';
import { moderateAgentInput } from './moderate-agent-input.js';
import { moderationMiddleware } from './moderation-middleware.js';
import { restoreAgentOutput, restoreAgentStream } from './restore-agent-output.js';

const email = 'bob@harbour.org';
const found = 'eve@harbour.org';
const pan = 4_111_111_111_111_111;
const values = /bob@|eve@|4111 ?1111 ?1111/;
const placeholder = /\[[A-Z_]+_[0-9A-F]{12}\]/g;

class Recorder extends BaseCallbackHandler {
  override name = 'recorder';
  override awaitHandlers = true;
  readonly seen: string[] = [];
  readonly #keep = (...all: unknown[]): void => void this.seen.push(JSON.stringify(all));
  override handleChatModelStart = this.#keep;
  override handleLLMNewToken = this.#keep;
  override handleLLMEnd = this.#keep;
  override handleChainStart = this.#keep;
  override handleChainEnd = this.#keep;
  override handleChainError = this.#keep;
  override handleToolStart = this.#keep;
  override handleToolEnd = this.#keep;
  override handleToolError = this.#keep;
}

/** Calls the tool with what it was shown, then repeats the answer of the tool, in pieces that split placeholders. */
class Clerk extends ScriptedChatModel {
  constructor() {
    super([]);
  }

  override async _generate(...args: Parameters<ScriptedChatModel['_generate']>) {
    return this.#script(args[0])._generate(...args);
  }

  override _streamResponseChunks(...args: Parameters<ScriptedChatModel['_streamResponseChunks']>) {
    return this.#script(args[0])._streamResponseChunks(...args);
  }

  #script(messages: BaseMessage[]): ScriptedChatModel {
    this.calls.push(messages);
    const text = messages.at(-1)?.text ?? '';
    const [to = '', card = ''] = text.match(placeholder) ?? [];
    const turn: ScriptedTurn =
      messages.at(-1)?.type === 'tool'
        ? { pieces: `The tool says: ${text}`.match(/[^]{1,9}/g) ?? [] }
        : { pieces: ['I send.'], toolCalls: [{ id: 'a', name: 'send', args: { to, pan: card } }] };
    return new ScriptedChatModel([turn]);
  }
}

const records: AuditEvent[] = [];
const moderator = createModerator({
  policy: definePolicy({
    name: 'test',
    version: '1',
    redaction: { mode: 'restore' },
    audit: { text: 'approved' },
  }),
  auditSink: { write: (event) => void records.push(event) },
});

const schemas = {
  zod: z.object({ to: z.email(), pan: z.number().int() }),
  'JSON Schema': {
    type: 'object',
    properties: { to: { type: 'string', format: 'email' }, pan: { type: 'integer' } },
    required: ['to', 'pan'],
  },
} as const;

function createClerk(
  schema: (typeof schemas)[keyof typeof schemas] = schemas.zod,
  run: (args: { to: string; pan: number }) => string = ({ to, pan: given }) =>
    `Sent to ${to} and ${found}, {"pan": ${given}}.`,
) {
  records.length = 0;
  const given: unknown[] = [];
  const send = tool(
    (args: unknown) => {
      given.push(args);
      return run(args as { to: string; pan: number });
    },
    { name: 'send', description: 'Sends a message.', schema: schema as typeof schemas.zod },
  );
  const model = new Clerk();
  const checkpointer = new MemorySaver();
  const vaults = new ConversationVaults();
  const recorder = new Recorder();
  const middleware = [moderationMiddleware({ moderator, vaults })];
  const agent = createAgent({ model, tools: [send], middleware, checkpointer });
  return { agent, model, given, checkpointer, vaults, recorder };
}

const threadId = 'thread-1';
const question = { messages: [new HumanMessage(`Write to ${email} about {"pan": ${pan}}.`)] };
const answer = `The tool says: Sent to ${email} and ${found}, {"pan": ${pan}}.`;

/** Reads all that the agent stored. */
function readStored({ storage, writes }: MemorySaver): string {
  const decoder = new TextDecoder();
  return JSON.stringify([storage, writes], (_, value: unknown) =>
    value instanceof Uint8Array ? decoder.decode(value) : value,
  );
}

describe('moderationMiddleware under a policy that restores', () => {
  it.each(Object.entries(schemas))(
    'gives a tool with a schema of %s the values, and nobody else',
    async (_, schema) => {
      const { agent, model, given, checkpointer, vaults, recorder } = createClerk(schema);
      const input = await moderateAgentInput(question, {
        moderator,
        conversationId: threadId,
        vault: vaults.for(threadId),
      });
      const config = { configurable: { thread_id: threadId }, callbacks: [recorder] };
      const state = await agent.invoke(input, config);
      expect(given).toEqual([{ to: email, pan }]);
      expect(JSON.stringify([state, model.calls, recorder.seen, records])).not.toMatch(values);
      expect(readStored(checkpointer)).toMatch(/EMAIL_/);
      expect(readStored(checkpointer)).not.toMatch(values);
      const restored = restoreAgentOutput(state, vaults.for(threadId));
      expect(restored.messages.map(({ text }) => text)).toEqual([
        question.messages[0]?.text,
        'I send.',
        `Sent to ${email} and ${found}, {"pan": ${pan}}.`,
        answer,
      ]);
      expect((restored.messages[1] as AIMessage).tool_calls).toMatchObject([
        { name: 'send', args: { to: email, pan } },
      ]);
    },
  );

  it('gives a later turn of the thread the values of an earlier one', async () => {
    const { agent, given, vaults } = createClerk();
    const config = { configurable: { thread_id: threadId } };
    for (const messages of [question.messages, [new HumanMessage(`Again ${email} and {"pan": ${pan}}`)]]) {
      const vault = vaults.for(threadId);
      await agent.invoke(
        await moderateAgentInput({ messages }, { moderator, conversationId: threadId, vault }),
        config,
      );
    }
    expect(given).toEqual([
      { to: email, pan },
      { to: email, pan },
    ]);
  });

  it.each([
    ['messages', (chunk: unknown) => (chunk as [AIMessageChunk])[0]],
    [
      ['messages', 'values'],
      (chunk: unknown) =>
        (chunk as [string, [AIMessageChunk]])[0] === 'messages' && (chunk as [string, [AIMessageChunk]])[1][0],
    ],
  ] as const)('restores a stream of the mode %j', async (streamMode, read) => {
    const { agent, vaults, checkpointer } = createClerk();
    const vault = vaults.for(threadId);
    const input = await moderateAgentInput(question, { moderator, conversationId: threadId, vault });
    const stream = await agent.stream(input, {
      configurable: { thread_id: threadId },
      streamMode: streamMode as 'messages',
    });
    let text = '';
    for await (const chunk of restoreAgentStream(stream, vault)) {
      const message = read(chunk);
      if (message && AIMessageChunk.isInstance(message)) text += message.text;
    }
    expect(text).toBe(`I send.${answer}`);
    expect(readStored(checkpointer)).not.toMatch(values);
  });

  it('restores nothing without a thread, because nothing tells two runs apart', async () => {
    const given: unknown[] = [];
    const send = tool((args: unknown) => `ok ${given.push(args)}`, {
      name: 'send',
      description: 'Sends a message.',
      schema: z.object({ to: z.string(), pan: z.string() }),
    });
    const middleware = [moderationMiddleware({ moderator })];
    const agent = createAgent({ model: new Clerk(), tools: [send], middleware });
    const { messages } = await agent.invoke(question);
    expect(JSON.stringify(messages.slice(1))).not.toMatch(values);
    expect(given).toEqual([{ to: expect.stringMatching(/^\[EMAIL_/), pan: expect.stringMatching(/^\[CARD_/) }]);
  });

  it('keeps the placeholders in the state, also of a model that is moderated already', async () => {
    const vaults = new ConversationVaults();
    const agent = createAgent({
      model: withModeration(new ScriptedChatModel([{ pieces: [`To ${email}`] }]), moderator),
      tools: [],
      middleware: [moderationMiddleware({ moderator, vaults })],
    });
    const state = await agent.invoke({ messages: [new HumanMessage('Hello')] }, { configurable: { thread_id: 'a' } });
    expect(JSON.stringify(state)).not.toMatch(values);
    expect(restoreAgentOutput(state, vaults.for('a')).messages.at(-1)?.text).toBe(`To ${email}`);
  });

  it('shows no value in the errors of a tool, nor in those about its arguments', async () => {
    for (const [schema, run] of [
      [z.object({ to: z.literal('nobody'), pan: z.number() }), undefined],
      [
        schemas.zod,
        ({ to }: { to: string }): string => {
          throw new Error(`No box of ${to}`);
        },
      ],
    ] as const) {
      const { agent, model, vaults, recorder, checkpointer } = createClerk(schema as never, run);
      const vault = vaults.for(threadId);
      const input = await moderateAgentInput(question, { moderator, conversationId: threadId, vault });
      const config = { configurable: { thread_id: threadId }, callbacks: [recorder] };
      const ended = await agent.invoke(input, config).catch((error: unknown) => error);
      const told = ended instanceof Error ? ended.message : JSON.stringify(ended);
      expect(JSON.stringify([told, model.calls, recorder.seen, records])).not.toMatch(values);
      expect(readStored(checkpointer)).not.toMatch(values);
    }
  });

  it('keeps the values of two threads apart', async () => {
    const { vaults } = createClerk();
    const [first, second] = [vaults.for('a'), vaults.for('b')];
    const { messages } = await moderateAgentInput(question, { moderator, conversationId: 'a', vault: first });
    expect(restoreAgentOutput(messages, second)).toBe(messages);
    expect(restoreAgentOutput(messages, first)[0]?.text).toBe(question.messages[0]?.text);
  });
});
