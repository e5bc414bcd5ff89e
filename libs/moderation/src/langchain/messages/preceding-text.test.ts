import { describe, expect, it } from '@jest/globals';
import { AIMessage, HumanMessage, SystemMessage } from '@langchain/core/messages';
import { ChatPromptValue } from '@langchain/core/prompt_values';
import { RunnableLambda } from '@langchain/core/runnables';
import { createAgent, tool } from 'langchain';
import { z } from 'zod';

import { ScriptedChatModel } from '../../../testing/scripted-chat-model.js';
import { type Classifier } from '../../contract/classifier.js';
import { Moderator } from '../../moderator/moderator.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { gateText } from '../../streaming/gate-stream.js';
import { moderationMiddleware } from '../agent/moderation-middleware.js';
import { withModeration } from '../index.js';

/** Creates a moderator that records which text it got, and with which turn before it. */
function recordTurns() {
  const seen = new Set<string>();
  const recorder: Classifier = {
    name: 'recorder',
    version: '1',
    categories: ['x/seen'],
    classify: async ({ role, text, precedingText }) => {
      seen.add(precedingText === undefined ? `${role}: ${text}` : `${role}: ${text} (after: ${precedingText})`);
      return { scores: { 'x/seen': 0 }, spans: [], scanned: { start: 0, end: text.length } };
    },
  };
  const policy = definePolicy({ name: 'test', version: '1', gate: { mode: 'full' } });
  return { seen, moderator: new Moderator({ policy, classifiers: [recorder] }) };
}

async function* stream(...pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces;
}

/** A record of so many records in each other that a search through all of them would overflow the stack. */
const nested = Array.from({ length: 15_000 }).reduce<object>((messages) => ({ messages }), {});

describe('the turn before an answer', () => {
  it('goes with a gated text', async () => {
    const { seen, moderator } = recordTurns();
    const options = { requestId: 'request-1', precedingText: 'How?' };
    for await (const event of gateText(stream('So', '.'), moderator, options)) void event;
    expect([...seen]).toEqual(['assistant: So. (after: How?)']);
  });

  it('is the question, when the model continues an answer', async () => {
    const { seen, moderator } = recordTurns();
    const model = withModeration(new ScriptedChatModel([{ pieces: [' so', '.'] }]), moderator);
    await model.invoke([new HumanMessage('How?'), new AIMessage('It is')]);
    expect([...seen]).toContain('assistant: It is so. (after: How?)');
  });

  it.each(['invoke', 'stream'] as const)('goes with each answer of a chat model: %s', async (method) => {
    const { seen, moderator } = recordTurns();
    const model = withModeration(new ScriptedChatModel([{ pieces: ['So', '.'] }]), moderator);
    const messages = [
      new SystemMessage('Be kind.'),
      new HumanMessage('Why?'),
      new AIMessage('Because.'),
      new HumanMessage('How?'),
    ];
    if (method === 'invoke') await model.invoke(messages);
    else for await (const chunk of await model.stream(messages)) void chunk;
    expect([...seen].toSorted()).toEqual([
      'assistant: Because. (after: Why?)',
      'assistant: So. (after: How?)',
      'system: Be kind.',
      'user: How?',
      'user: Why?',
    ]);
  });

  it('counts for messages that were moderated before', async () => {
    const { seen, moderator } = recordTurns();
    const model = withModeration(new ScriptedChatModel([{ pieces: ['1'] }, { pieces: ['2'] }]), moderator);
    const answer = new AIMessage('Because.');
    await model.invoke([new HumanMessage('Why?'), answer, new HumanMessage('How?')]);
    await model.invoke([new HumanMessage('Where?'), answer, new HumanMessage('How?')]);
    expect([...seen]).toContain('assistant: Because. (after: Why?)');
    expect([...seen]).toContain('assistant: Because. (after: Where?)');
  });

  it.each(['invoke', 'stream'] as const)('goes with the text of a chain that is given a text: %s', async (method) => {
    const { seen, moderator } = recordTurns();
    const chain = withModeration(
      RunnableLambda.from((input: string) => `${input}!`),
      { moderator },
    );
    if (method === 'invoke') await chain.invoke('How?');
    else for await (const chunk of await chain.stream('How?')) void chunk;
    expect([...seen]).toEqual(['user: How?', 'assistant: How?! (after: How?)']);
  });

  it.each<[string, unknown]>([
    ['messages', [new HumanMessage('Why?'), new AIMessage('So.'), new HumanMessage('How?')]],
    ['a state with messages', { messages: [new HumanMessage('How?'), new AIMessage('So.')], language: 'English' }],
    ['one message', new HumanMessage('How?')],
    ['a prompt', new ChatPromptValue([new HumanMessage('How?')])],
    ['a state with one message', { messages: new HumanMessage('How?') }],
    ['a record', { question: 'How?', count: 2 }],
    ['a record in the place of messages', { question: 'How?', messages: nested }],
  ])('goes with the text of a chain that is given %s', async (_, given) => {
    const { seen, moderator } = recordTurns();
    const chain = RunnableLambda.from((_input: unknown) => 'So!');
    await withModeration(chain, { moderator }).invoke(given);
    expect([...seen]).toContain('assistant: So! (after: How?)');
  });

  it.each<[string, unknown]>([
    ['no text', { count: 2 }],
    ['no user message', [new AIMessage('So.')]],
    ['nothing', null],
  ])('is not known to a chain that is given %s', async (_, given) => {
    const { seen, moderator } = recordTurns();
    const chain = RunnableLambda.from((_input: unknown) => 'So!');
    await withModeration(chain, { moderator }).invoke(given);
    expect([...seen]).toContain('assistant: So!');
  });

  it('goes with the arguments of the tool calls of an agent', async () => {
    const { seen, moderator } = recordTurns();
    const look = tool(() => 'Nine.', { name: 'look', description: 'Looks.', schema: z.object({ q: z.string() }) });
    const model = new ScriptedChatModel([
      { pieces: ['I look.'], toolCalls: [{ id: 'a', name: 'look', args: { q: 'ferry' } }] },
      { pieces: ['Nine.'] },
    ]);
    const agent = createAgent({ model, tools: [look], middleware: [moderationMiddleware({ moderator })] });
    await agent.invoke({ messages: [new HumanMessage('When?')] });
    const calls = [...seen].filter((text) => text.startsWith('assistant:') && text.includes('ferry'));
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) expect(call).toMatch(/\(after: When\?\)$/);
  });
});
