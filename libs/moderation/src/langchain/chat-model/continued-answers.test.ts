import { describe, expect, it } from '@jest/globals';
import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import fc from 'fast-check';

import { card } from '../../../testing/card.js';
import { ScriptedChatModel } from '../../../testing/scripted-chat-model.js';
import { createModerator } from '../../moderator/create-moderator.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { ModeratedChatModel } from './moderated-chat-model.js';

const blocked = 'project bluebird';
const moderator = createModerator({
  policy: definePolicy({ name: 'test', version: '1', rules: [{ name: 'bluebird', words: [blocked] }] }),
});

/** Lets a model continue a conversation, and returns the rest that it writes. */
async function continueFrom(messages: readonly BaseMessage[], pieces: readonly string[], method: 'invoke' | 'stream') {
  const model = new ModeratedChatModel({ model: new ScriptedChatModel([{ pieces }]), moderator });
  const given = [new HumanMessage('Tell me.'), ...messages];
  let text = '';
  let finish: unknown;
  const chunks = method === 'invoke' ? [await model.invoke(given)] : await model.stream(given);
  for await (const chunk of chunks) {
    text += chunk.text;
    finish = chunk.response_metadata['finish_reason'] ?? finish;
  }
  return { text, isStopped: finish === 'content_filter' };
}

describe.each(['invoke', 'stream'] as const)('an answer that a model continues: %s', (method) => {
  it('is stopped by what is split over the join, at every character', async () => {
    const whole = `It is about ${blocked} now.`;
    for (let cut = whole.indexOf(blocked) + 1; cut < whole.indexOf(blocked) + blocked.length; cut++) {
      const begun = new AIMessage(whole.slice(0, cut));
      const { text, isStopped } = await continueFrom([begun], [whole.slice(cut)], method);
      expect([cut, isStopped]).toEqual([cut, true]);
      expect(text).toMatch(/^This content was blocked/);
    }
  });

  it('is redacted where a value began before the join', async () => {
    const { text, isStopped } = await continueFrom(
      [new AIMessage(`Pay ${card.slice(0, 9)}`)],
      [card.slice(9), ' ok'],
      method,
    );
    expect(isStopped).toBe(false);
    // The caller wrote the first half itself.
    expect(text).toMatch(/^\[CARD_\w+\] ok$/);
  });

  it('is found over several messages of the assistant at the end', async () => {
    const begun = [new AIMessage('This is a project'), new AIMessage('')];
    expect(await continueFrom(begun, [' bluebird'], method)).toMatchObject({ isStopped: true });
  });

  it('passes whole when nothing is found', async () => {
    const begun = new AIMessage('A project');
    expect(await continueFrom([begun], [' of bluebirds', '.'], method)).toEqual({
      text: ' of bluebirds.',
      isStopped: false,
    });
  });

  it('is not joined to an answer behind which other messages stand', async () => {
    const call = new AIMessage({ content: 'A project', tool_calls: [{ id: 'a', name: 'look', args: {} }] });
    const answers: BaseMessage[][] = [
      [new AIMessage('A project'), new HumanMessage('Go on')],
      [call, new ToolMessage({ content: 'Nothing.', tool_call_id: 'a' })],
    ];
    for (const messages of answers) {
      expect(await continueFrom(messages, [' bluebird'], method)).toEqual({ text: ' bluebird', isStopped: false });
    }
  });
});

describe('an answer that a model continues', () => {
  it('never completes a blocked text, however it is cut', async () => {
    const pieces = fc.array(fc.constantFrom('pro', 'ject', ' ', 'blue', 'bird', ' a '), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(pieces, pieces, async (begun, rest) => {
        const beginning = begun.join('');
        fc.pre(!beginning.includes(blocked));
        const { text, isStopped } = await continueFrom([new AIMessage(beginning)], rest, 'stream');
        const whole = beginning + rest.join('');
        expect(isStopped).toBe(new RegExp(`\\b${blocked}\\b`).test(whole));
        if (isStopped) expect(beginning + text).not.toContain(blocked);
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});
