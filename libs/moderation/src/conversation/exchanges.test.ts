import { describe, expect, it } from '@jest/globals';

import { type ConversationTurn, splitExchanges } from './exchanges.js';

const user: ConversationTurn = { role: 'user' };
const answer: ConversationTurn = { role: 'assistant' };
const system: ConversationTurn = { role: 'system' };
const call = (...callIds: string[]): ConversationTurn => ({ role: 'assistant', callIds });
const result = (answeredCallId: string): ConversationTurn => ({ role: 'tool', answeredCallId });
const none = undefined;

describe('splitExchanges', () => {
  it.each<[string, readonly ConversationTurn[], readonly (number | undefined)[]]>([
    ['begins one at each user message', [user, answer, user], [0, 0, 1]],
    ['begins one at each of two user messages in a row', [user, user, answer, user], [0, 1, 1, 2]],
    ['leaves system messages out', [system, user, answer, system, user], [none, 0, 0, none, 1]],
    ['takes a greeting for one of its own', [answer, user, answer], [0, 1, 1]],
    [
      'keeps calls and results together',
      [user, call('a', 'b'), result('a'), result('b'), answer, user],
      [0, 0, 0, 0, 0, 1],
    ],
    ['joins those between a call and its result', [user, call('a'), user, result('a'), user], [0, 0, 0, 0, 1]],
    [
      'takes the latest call of an id that is used again',
      [user, call('a'), result('a'), user, call('a'), result('a')],
      [0, 0, 0, 1, 1, 1],
    ],
    ['takes a result without its call as it comes', [user, result('z'), user], [0, 0, 1]],
    ['has none without messages', [], []],
  ])('%s', (_, turns, numbers) => {
    const exchanges = splitExchanges(turns);
    expect(exchanges.numbers).toEqual(numbers);
    expect(exchanges.newest).toBe(Math.max(-1, ...numbers.map((number) => number ?? -1)));
  });
});
