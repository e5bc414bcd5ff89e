import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { type Classifier } from '../contract/classifier.js';
import { type ModerationRole } from '../contract/moderation-input.js';
import { type HistoryAction, type Verdict } from '../contract/verdict.js';
import { Moderator } from '../moderator/moderator.js';
import { definePolicy } from '../policy/parse-policy.js';
import { type PolicyDocument } from '../policy/schema/policy-schema.js';
import { moderateOrThrow } from '../values/moderate-or-throw.js';
import { moderateConversation, removedMessageNote, settleTurn } from './moderate-conversation.js';

interface Message {
  readonly role: ModerationRole;
  readonly text: string;
  readonly callIds?: readonly string[];
  readonly answeredCallId?: string;
}

const bad = 'ΨΩ';

const finder: Classifier = {
  name: 'finder',
  version: '1',
  categories: ['x/bad'],
  classify: async ({ text }) => {
    if (text.includes('broken')) throw new Error('out of order');
    return { scores: { 'x/bad': text.includes(bad) ? 1 : 0 }, spans: [], scanned: { start: 0, end: text.length } };
  },
};

function createModerator(document: Partial<PolicyDocument>): Moderator {
  return new Moderator({ policy: definePolicy({ name: 'test', version: '1', ...document }), classifiers: [finder] });
}

function moderateAll(
  messages: readonly Message[],
  given: Partial<PolicyDocument> | Moderator,
  verdicts: Verdict[] = [],
) {
  const moderator = given instanceof Moderator ? given : createModerator(given);
  return moderateConversation(messages, {
    toTurn: (message) => message,
    toNote: (message) => ({ ...message, text: removedMessageNote }),
    moderate: (message, { index, isHistory }) => {
      const input = { ...message, stage: 'input', path: String(index), requestId: 'request-1', isHistory } as const;
      const text = moderateOrThrow(moderator, input, { onVerdict: (verdict) => void verdicts.push(verdict) });
      return settleTurn(text.then((moderated) => ({ ...message, text: moderated })));
    },
  });
}

const user = (text: string): Message => ({ role: 'user', text });
const answer = (text: string): Message => ({ role: 'assistant', text });

describe('moderateConversation', () => {
  const history = [user('Hi'), answer('Hello'), user(`Say ${bad}`), answer('No.'), user('What is 2+2?')];

  it('leaves a blocked message of the history out with its answer, and tells which', async () => {
    const verdicts: Verdict[] = [];
    const { messages, changes } = await moderateAll(history, {}, verdicts);
    expect(messages).toEqual([history[0], history[1], history[4]]);
    expect(changes).toEqual([
      { index: 2, action: 'drop' },
      { index: 3, action: 'drop' },
    ]);
    expect(verdicts.find(({ path }) => path === '2')).toMatchObject({
      outcome: 'block',
      history: 'drop',
      reason: expect.stringContaining('goes on without this exchange'),
    });
    expect(verdicts.filter((verdict) => 'history' in verdict)).toHaveLength(1);
  });

  it('puts a note in the place of a blocked message', async () => {
    const { messages, changes } = await moderateAll(history, { history: 'redact' });
    expect(messages).toEqual(history.map((message, index) => (index === 2 ? user(removedMessageNote) : message)));
    expect(changes).toEqual([{ index: 2, action: 'redact' }]);
  });

  it.each<[string, readonly Message[], Partial<PolicyDocument>, object]>([
    [
      'a blocked message of the history under history: block',
      history,
      { history: 'block' },
      { outcome: 'block', path: '2' },
    ],
    ['the newest message', [user('Hi'), answer('Hello'), user(bad)], {}, { outcome: 'block', path: '2' }],
    ['a message after the newest user message', [user('Hi'), answer(bad)], {}, { outcome: 'block', path: '1' }],
    [
      'a system message',
      [{ role: 'system', text: bad }, user('Hi'), answer('Hello'), user('Bye')],
      {},
      { outcome: 'block', path: '0' },
    ],
    [
      'a message of the history that could not be moderated',
      [user('broken'), answer('Hello'), user('Bye')],
      {},
      { outcome: 'error', path: '0' },
    ],
    ['an answer without any user message', [answer(bad), answer('Hello')], {}, { outcome: 'block', path: '0' }],
  ])('is stopped by %s', async (_, messages, document, verdict) => {
    await expect(moderateAll(messages, document)).rejects.toMatchObject({ code: 'CONTENT_REFUSED', verdict });
  });

  it('leaves out a message of the history that is too long for the policy, which no retry changes', async () => {
    const messages = [user('A long text'), answer('Well.'), user('Bye')];
    const moderated = await moderateAll(messages, { limits: { maximumCharacters: 8 } });
    expect(moderated.messages).toEqual([messages[2]]);
  });
});

const text = fc
  .tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean())
  .map(([word, isBad]) => (isBad ? `${word} ${bad}` : word));

/** Conversations that take turns strictly, with calls and their results, and end with a user message or a result. */
const conversation = fc
  .array(fc.record({ ask: text, answer: text, results: fc.array(text, { maxLength: 2 }) }), { maxLength: 6 })
  .chain((exchanges) =>
    fc.record({ system: fc.boolean(), newest: fc.constantFrom('question', 'result') }).map(({ system, newest }) => {
      const calls = (name: number, results: readonly string[]): Message[] =>
        results.length === 0
          ? []
          : [
              { role: 'assistant', text: 'I look.', callIds: results.map((_, index) => `${name}-${index}`) },
              ...results.map((one, index): Message => ({
                role: 'tool',
                text: one,
                answeredCallId: `${name}-${index}`,
              })),
            ];
      return [
        ...(system ? [{ role: 'system', text: 'Be kind.' } as const] : []),
        ...exchanges.flatMap((exchange, index) => [
          user(exchange.ask),
          ...calls(index, exchange.results),
          answer(exchange.answer),
        ]),
        user('newest'),
        ...(newest === 'result' ? calls(exchanges.length, ['fine']) : []),
      ];
    }),
  );

const followers: Readonly<Record<string, readonly string[]>> = {
  system: ['user'],
  user: ['assistant'],
  assistant: ['user', 'tool'],
  tool: ['assistant', 'tool'],
};

describe('the conversation that reaches the model', () => {
  it.each<Exclude<HistoryAction, 'block'>>(['drop', 'redact'])(
    'takes turns, pairs calls with results, has nothing that is blocked and ends with the newest turn, under history: %s',
    async (history) => {
      const moderator = createModerator({ history });
      const property = fc.asyncProperty(conversation, async (sent) => {
        const { messages, changes } = await moderateAll(sent, moderator);
        const roles = messages.map(({ role }) => role);
        for (const [index, role] of roles.entries()) {
          if (index > 0) expect(followers[roles[index - 1] ?? '']).toContain(role);
        }
        const start = sent.findLastIndex(({ role }) => role === 'user');
        expect(messages.slice(start - sent.length)).toEqual(sent.slice(start));
        expect(messages.flatMap(({ callIds = [] }) => callIds)).toEqual(
          messages.flatMap(({ answeredCallId }) => answeredCallId ?? []),
        );
        expect(JSON.stringify(messages)).not.toContain(bad);
        expect(messages.filter(({ role }) => role === 'system')).toEqual(sent.filter(({ role }) => role === 'system'));
        const changed = new Set(changes.map(({ index }) => index));
        if (history === 'drop') expect(messages).toEqual(sent.filter((_, index) => !changed.has(index)));
        else expect(messages).toHaveLength(sent.length);
      });
      await fc.assert(property, { seed: 4, numRuns: 100 });
    },
  );
});
