import { describe, expect, it } from '@jest/globals';
import { type ChatRequestMessage } from '../schema/chat-message.schema.js';
import { missingResult, repairHistory } from './repair-history.js';
import { moveLateSystemMessages } from './to-template-messages.js';

const system: ChatRequestMessage = { role: 'system', content: 's' };
const user: ChatRequestMessage = { role: 'user', content: 'u' };
const answer = (...ids: string[]): ChatRequestMessage => ({
  role: 'assistant',
  content: 'a',
  tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: 'f', arguments: {} } })),
});
const result = (id: string, content = 'r'): ChatRequestMessage => ({ role: 'tool', content, tool_call_id: id });
const missing = (id: string) => result(id, missingResult);

describe('repairHistory', () => {
  it.each<[string, ChatRequestMessage[], ChatRequestMessage[], number[]]>([
    ['nothing where all fits', [user, answer('1'), result('1'), user], [user, answer('1'), result('1'), user], []],
    ['a result without an answer', [result('1'), user], [user], [0]],
    ['a result of another call', [user, answer('1'), result('2')], [user, answer('1'), missing('1')], [1, 2]],
    ['a second result', [user, answer('1'), result('1'), result('1')], [user, answer('1'), result('1')], [3]],
    [
      'a call of two without a result',
      [user, answer('1', '2'), result('2'), user],
      [user, answer('1', '2'), result('2'), missing('1'), user],
      [1],
    ],
    [
      'calls in two answers in a row',
      [user, answer('1'), answer('2'), result('2')],
      [user, answer('1'), missing('1'), answer('2'), result('2')],
      [1],
    ],
    [
      'nothing where a system message is between a call and its result',
      [user, answer('1'), system, result('1')],
      [user, answer('1'), system, result('1')],
      [],
    ],
  ])('mends %s', (_, messages, repaired, changed) => {
    expect(repairHistory(messages, true)).toEqual({ messages: repaired, changed });
  });

  it('leaves out text beside calls only where the template cannot write it', () => {
    const messages = [user, answer('1'), result('1'), answer()];
    expect(repairHistory(messages, true)).toEqual({ messages, changed: [] });
    expect(repairHistory(messages, false)).toEqual({
      messages: [user, { ...answer('1'), content: '' }, result('1'), answer()],
      changed: [1],
    });
  });
});

describe('moveLateSystemMessages', () => {
  const marked: ChatRequestMessage = { role: 'user', content: 'System message:\ns' };

  it.each<[string, ChatRequestMessage[], ChatRequestMessage[]]>([
    ['stay before the first answer', [system, user, system, answer()], [system, user, system, answer()]],
    ['become turns of the user behind it', [user, answer(), system, user], [user, answer(), marked, user]],
    ['come behind results', [user, answer('1'), system, result('1')], [user, answer('1'), result('1'), marked]],
    [
      'stay in order',
      [answer('1'), system, result('1'), system, user],
      [answer('1'), result('1'), marked, marked, user],
    ],
    ['may be last', [user, answer(), system], [user, answer(), marked]],
  ])('%s', (_, messages, moved) => {
    expect(moveLateSystemMessages(messages)).toEqual(moved);
  });
});
