import { describe, expect, it } from '@jest/globals';
import { type AnswerPart } from '@leeward/mixtral-llm';
import { type Classifier, definePolicy, Moderator, RedactionVault } from '@leeward/moderation';
import { ChatDeltas, presentChatChoice } from './chat/present-chat-choice.js';
import { collectChoices } from './collect-choices.js';
import { moderateChoice } from './moderate-choice.js';

const usage = { promptTokens: 1, cachedPromptTokens: 0, completionTokens: 1 };

/** Finds despair in an answer to a question that asks for it. */
const reader: Classifier = {
  name: 'reader',
  categories: ['self-harm/intent'],
  classify: async ({ text, precedingText }) => ({
    scores: { 'self-harm/intent': text.includes('Yes') && precedingText === 'Should I?' ? 0.9 : 0 },
    spans: [],
    scanned: { start: 0, end: text.length },
  }),
};

const policy = definePolicy({ name: 'test', version: '1', messages: { 'self-harm': 'You are not alone: call 988.' } });

async function* answer(): AsyncGenerator<AnswerPart> {
  yield { type: 'text-delta', text: 'Yes.', usage };
  yield { type: 'finish', reason: 'stop', usage };
}

function moderate(precedingText: string | undefined) {
  return moderateChoice(answer(), {
    moderator: new Moderator({ policy, classifiers: [reader] }),
    requestId: 'request-1',
    signal: new AbortController().signal,
    path: 'choices[0].message',
    textField: 'content',
    precedingText,
    onVerdict: () => undefined,
    vault: new RedactionVault(),
  });
}

describe('moderateChoice', () => {
  it.each([
    ['Should I?', '', 'You are not alone: call 988.', 'content_filter'],
    ['Is it noon?', 'Yes.', null, 'stop'],
  ])(
    'moderates the answer with the turn %j, and refuses with the message of the policy',
    async (turn, content, refusal, reason) => {
      const events = (async function* () {
        for await (const event of moderate(turn)) yield { choice: 0, event };
      })();
      const whole = { choices: 1, events, sumUsage: () => usage } as unknown as Parameters<typeof collectChoices>[0];
      const { collected } = await collectChoices(whole);
      expect(collected.map((choice, index) => presentChatChoice(choice, index, false))).toMatchObject([
        { message: { content, refusal }, finish_reason: reason },
      ]);
      const deltas = new ChatDeltas();
      const chunks: unknown[] = [];
      for await (const event of moderate(turn)) chunks.push(...deltas.present(0, event));
      expect(chunks.at(-1)).toMatchObject({ delta: refusal === null ? {} : { refusal }, finish_reason: reason });
    },
  );
});
