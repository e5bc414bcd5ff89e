import { readFileSync } from 'node:fs';
import { HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { describe, expect, it } from '@jest/globals';
import { ChatMixtral } from '@leeward/mixtral-llm';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { applyVerdict, createModerator, gateText, policyMessage } from '@leeward/moderation';
import { moderateAgentInput, moderationMiddleware } from '@leeward/moderation/langchain';
import { createAgent } from 'langchain';
import { z } from 'zod';
import { readExamples, readImports, toTokens } from './read-examples.js';

// Every example of the page is in this file too, and runs.
const examples = readExamples('libs/moderation/README.md');
const thisFile = readFileSync(new URL(import.meta.url), 'utf8');

const tools = [
  tool(({ city }) => `It is 31 degrees in ${city}.`, {
    name: 'weather',
    description: 'Finds the weather of a city',
    schema: z.object({ city: z.string() }),
  }),
];

/** Calls the weather, and repeats its result with a mail address. */
const model = new ChatMixtral({
  engine: new ScriptedEngine(({ prompt }) => {
    const read = Buffer.from(Uint8Array.from(prompt.tokens)).toString('latin1');
    return read.includes('31 degrees')
      ? ['31 degrees, says bob@exa', 'mple.org.']
      : ['<tool_call>\n{"name": "weather", ', '"arguments": {"city": "Rome"}}\n</tool_call>'];
  }),
});

describe('the examples of the README of @leeward/moderation', () => {
  const moderator = createModerator();

  it('moderates a text', async () => {
    const moderator = createModerator();
    const text = 'Write to bob@example.org, please.';
    const verdict = await moderator.moderate({
      stage: 'input',
      role: 'user',
      text,
      path: 'messages[0].content',
      requestId: 'request-1',
    });
    const approved = applyVerdict(text, verdict);
    // approved: 'Write to [EMAIL_…], please.'; undefined when the text must not go on

    expect(approved).toMatch(/^Write to \[EMAIL_[0-9A-F]{6}\], please\.$/);
  });

  it('gates a stream', async () => {
    async function* answer() {
      yield* ['All is well. My card is 4111 11', '11 1111 1111', ', use it.'];
    }

    let shown = '';
    for await (const event of gateText(answer(), moderator, { requestId: 'request-2' })) {
      if (event.type === 'text-delta') shown += event.text;
      if (event.type === 'stop') shown += policyMessage(moderator.policy, event.verdict);
    }
    // shown: 'All is well. My card is [CARD_…], use it.'

    expect(shown).toMatch(/^All is well\. My card is \[CARD_[0-9A-F]{6}\], use it\.$/);
  });

  it('moderates an agent', async () => {
    const agent = createAgent({ model, tools, middleware: [moderationMiddleware({ moderator })] });
    const input = await moderateAgentInput({ messages: [new HumanMessage('How warm is it in Rome?')] }, { moderator });
    const { messages } = await agent.invoke(input);

    expect(messages.map(({ text }) => text.replace(/_[0-9A-F]{6}/, ''))).toEqual([
      'How warm is it in Rome?',
      '',
      'It is 31 degrees in Rome.',
      '31 degrees, says [EMAIL].',
    ]);
  });

  it('are in this file, and import the same', () => {
    expect(examples).toHaveLength(3);
    for (const { code } of examples) {
      expect(toTokens(thisFile)).toContain(toTokens(code));
      expect(readImports(code)).not.toEqual([]);
      expect(readImports(thisFile)).toEqual(expect.arrayContaining(readImports(code)));
    }
  });
});
