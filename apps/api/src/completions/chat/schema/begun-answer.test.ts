import { describe, expect, it } from '@jest/globals';
import { findBegunAnswer } from './begun-answer.js';
import { type ChatRequestMessage } from './chat-message.schema.js';

const user: ChatRequestMessage = { role: 'user', content: 'u' };
const answer = (content: string, ...ids: string[]): ChatRequestMessage => ({
  role: 'assistant',
  content,
  tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: 'f', arguments: {} } })),
});
const result: ChatRequestMessage = { role: 'tool', content: 'r', tool_call_id: '1' };

describe('findBegunAnswer', () => {
  it.each<[string, ChatRequestMessage[], string | undefined]>([
    ['the last answer', [user, answer('It is ')], 'It is '],
    ['answers in a row as one', [user, answer('a'), answer(''), answer('b')], 'a\n\nb'],
    ['an answer after a result', [user, answer('', '1'), result, answer('So')], 'So'],
    ['none before a question', [user, answer('a'), user], undefined],
    ['none in an empty answer', [user, answer('')], undefined],
    ['none in an answer with calls', [user, answer('a', '1')], undefined],
  ])('finds %s', (_, messages, begun) => {
    expect(findBegunAnswer(messages)).toBe(begun);
  });
});
