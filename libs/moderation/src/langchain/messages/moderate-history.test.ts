import { describe, expect, it } from '@jest/globals';
import {
  AIMessage,
  type BaseMessage,
  ChatMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages';
import { MemorySaver } from '@langchain/langgraph';
import { createAgent } from 'langchain';

import { ScriptedChatModel } from '../../../testing/scripted-chat-model.js';
import { type AuditEvent } from '../../audit/audit-event.js';
import { type Classifier } from '../../contract/classifier.js';
import { createModerator, type CreateModeratorOptions } from '../../moderator/create-moderator.js';
import { type Moderator } from '../../moderator/moderator.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { type PolicyDocument } from '../../policy/schema/policy-schema.js';
import { moderateAgentInput } from '../agent/moderate-agent-input.js';
import { moderationMiddleware } from '../agent/moderation-middleware.js';
import { ModeratedChatModel } from '../chat-model/moderated-chat-model.js';

/** Blocked at every stage by a rule of the policy. */
const forbidden = 'the project bluebird';
const rules = [{ name: 'bluebird', words: ['project bluebird'] }];
const question = new HumanMessage('What is 2+2?');

function moderatorWith(
  document: Partial<PolicyDocument> = {},
  options: Omit<CreateModeratorOptions, 'policy'> = {},
): Moderator {
  return createModerator({ policy: definePolicy({ name: 'test', version: '1', rules, ...document }), ...options });
}

/** Asks a moderated model, and gives the answer and the messages that reached the model. */
async function ask(messages: BaseMessage[], moderator: Moderator) {
  const inner = new ScriptedChatModel([{ pieces: ['Four.'] }]);
  const answer = await new ModeratedChatModel({ model: inner, moderator }).invoke(messages);
  return { answer, seen: inner.calls[0] };
}

const call = new AIMessage({ content: '', tool_calls: [{ id: 'a', name: 'look', args: { q: 'ferry' } }] });

describe('a stopped message in the history of a chat model', () => {
  it.each<[string, BaseMessage[]]>([
    ['of a user', [new HumanMessage(forbidden)]],
    ['of a user, with its refusal', [new HumanMessage(forbidden), new AIMessage('I refuse.')]],
    ['of the assistant', [new HumanMessage('Hi'), new AIMessage(forbidden)]],
    [
      'of a tool',
      [
        new HumanMessage('Look'),
        call,
        new ToolMessage({ content: forbidden, tool_call_id: 'a' }),
        new AIMessage('At nine.'),
      ],
    ],
    [
      'in arguments of a tool',
      [
        new HumanMessage('Look'),
        new AIMessage({ content: '', tool_calls: [{ id: 'a', name: 'look', args: { q: forbidden } }] }),
        new ToolMessage({ content: 'Nothing.', tool_call_id: 'a' }),
        new AIMessage('Nothing.'),
      ],
    ],
    ['with a role of its own', [new HumanMessage('Hi'), new ChatMessage({ content: forbidden, role: 'assistant' })]],
  ])('is left out with its exchange: %s', async (_, exchange) => {
    const events: AuditEvent[] = [];
    const { answer, seen } = await ask(
      [new SystemMessage('Be kind.'), ...exchange, new HumanMessage('One?'), new AIMessage('One.'), question],
      moderatorWith({}, { onDecision: (event) => void events.push(event) }),
    );
    expect(answer.text).toBe('Four.');
    expect(seen?.map(({ text }) => text)).toEqual(['Be kind.', 'One?', 'One.', 'What is 2+2?']);
    const stopped = events.filter(({ outcome }) => outcome === 'block');
    expect(stopped.length).toBeGreaterThan(0);
    expect(stopped.every(({ history }) => history === 'drop')).toBe(true);
  });

  it('is replaced by a note that keeps roles and calls, under history: redact', async () => {
    const calls = new AIMessage({ content: '', tool_calls: [{ id: 'a', name: 'look', args: { q: forbidden } }] });
    const blocks = new HumanMessage({ content: [{ type: 'text', text: forbidden }] });
    const result = new ToolMessage({ content: 'Nothing.', tool_call_id: 'a' });
    const { answer, seen } = await ask(
      [blocks, calls, result, new AIMessage('No.'), question],
      moderatorWith({ history: 'redact' }),
    );
    expect(answer.text).toBe('Four.');
    expect(seen?.map((message) => [message.getType(), message.text])).toEqual([
      ['human', expect.stringMatching(/removed/)],
      ['ai', expect.stringMatching(/removed/)],
      ['tool', 'Nothing.'],
      ['ai', 'No.'],
      ['human', 'What is 2+2?'],
    ]);
    expect(seen?.[1]).toMatchObject({ tool_calls: [{ id: 'a', name: 'redacted', args: {} }] });
    expect(JSON.stringify(seen)).not.toContain('im_start');
  });

  it('is left out under history: redact when a note could not keep its ids', async () => {
    const id = `call ${forbidden}`;
    const exchange = [
      new HumanMessage('Look'),
      new AIMessage({ content: '', tool_calls: [{ id, name: 'look', args: {} }] }),
      new ToolMessage({ content: 'Nothing.', tool_call_id: id }),
    ];
    const { seen } = await ask([...exchange, question], moderatorWith({ history: 'redact' }));
    expect(seen?.map(({ text }) => text)).toEqual(['What is 2+2?']);
  });

  it.each<[string, BaseMessage[], Partial<PolicyDocument>]>([
    [
      'the history, under history: block',
      [new HumanMessage(forbidden), new AIMessage('No.'), question],
      { history: 'block' },
    ],
    ['the newest message', [question, new AIMessage('Four.'), new HumanMessage(forbidden)], {}],
    [
      'a tool after the newest message',
      [question, call, new ToolMessage({ content: forbidden, tool_call_id: 'a' })],
      {},
    ],
    ['a system message', [new SystemMessage(forbidden), question, new AIMessage('Four.'), question], {}],
  ])('stops the conversation when it is of %s', async (_, messages, document) => {
    const { answer, seen } = await ask(messages, moderatorWith(document));
    expect(answer.response_metadata).toMatchObject({ finish_reason: 'content_filter' });
    expect(seen).toBeUndefined();
  });

  it('stops the conversation when it could not be moderated', async () => {
    const broken: Classifier = {
      name: 'broken',
      categories: ['x/own'],
      classify: async ({ text }) => {
        if (text === 'Break') throw new Error('out of order');
        return { scores: {}, spans: [], scanned: { start: 0, end: text.length } };
      },
    };
    const messages = [new HumanMessage('Break'), new AIMessage('No.'), question];
    const { answer, seen } = await ask(messages, moderatorWith({}, { classifiers: [broken] }));
    expect(answer.response_metadata).toMatchObject({ moderation: { outcome: 'error' } });
    expect(seen).toBeUndefined();
  });
});

describe('a stopped message in the history of an agent', () => {
  const config = { configurable: { thread_id: 'thread-1' } };

  it('does not end a thread that a checkpointer keeps', async () => {
    const moderator = moderatorWith();
    const model = new ScriptedChatModel([{ pieces: ['Four.'] }]);
    const checkpointer = new MemorySaver();
    const agent = createAgent({ model, tools: [], middleware: [moderationMiddleware({ moderator })], checkpointer });
    // Not moderated before it was put into the thread.
    const refused = await agent.invoke({ messages: [new HumanMessage(forbidden)] }, config);
    expect(refused.messages.at(-1)?.response_metadata).toMatchObject({ finish_reason: 'content_filter' });
    const { messages } = await agent.invoke({ messages: [question] }, config);
    expect(messages.at(-1)?.text).toBe('Four.');
    expect(model.calls.map((seen) => seen.map(({ text }) => text))).toEqual([['What is 2+2?']]);
    // The thread belongs to the application: nothing is removed from it.
    expect(messages).toHaveLength(4);
  });

  it('is left out of the input of a graph, unless it is the newest', async () => {
    const moderator = moderatorWith();
    const { messages } = await moderateAgentInput(
      { messages: [new HumanMessage(forbidden), new AIMessage('No.'), question] },
      { moderator },
    );
    expect(messages).toEqual([question]);
    const refused = moderateAgentInput({ messages: [question, new HumanMessage(forbidden)] }, { moderator });
    await expect(refused).rejects.toMatchObject({ code: 'CONTENT_REFUSED' });
  });
});

describe('the conversation view of a chat model', () => {
  const rules = [{ name: 'project', words: ['zorblatt', 'project bluebird'] }];
  const split = [new HumanMessage('The project is zorb'), new AIMessage('Go on.'), new HumanMessage('latt, you know')];

  it.each<[string, BaseMessage[], Partial<PolicyDocument>, string[] | undefined]>([
    ['is off by default', split, {}, split.map(({ text }) => text)],
    ['finds a word over two messages of the user', split, { conversation: { turns: 1 } }, undefined],
    [
      'leaves a word of the history out',
      [...split, new AIMessage('I see.'), question],
      { conversation: { turns: 3 } },
      ['The project is zorb', 'Go on.', 'What is 2+2?'],
    ],
    [
      'sees no further than its turns',
      [split[0] as BaseMessage, new HumanMessage('Well.'), split[2] as BaseMessage],
      { conversation: { turns: 1 } },
      ['The project is zorb', 'Well.', 'latt, you know'],
    ],
    [
      'sees nothing that was left out',
      [new HumanMessage(`${forbidden} zorb`), new HumanMessage('latt')],
      { conversation: { turns: 3 } },
      ['latt'],
    ],
    [
      'replaces the part of a value in its message',
      [new HumanMessage('My card is 4111 1111'), new HumanMessage('1111 1111, use it')],
      { conversation: { turns: 1 } },
      ['My card is 4111 1111', expect.stringMatching(/^\[CARD_\w+\], use it$/) as unknown as string],
    ],
  ])('%s', async (_, messages, document, texts) => {
    const { seen } = await ask(messages, moderatorWith({ rules, ...document }));
    expect(seen?.map(({ text }) => text)).toEqual(texts);
  });
});
