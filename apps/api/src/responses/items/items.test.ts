import { describe, expect, it } from '@jest/globals';
import { fromChatMessage } from './from-chat-message.js';
import { type ContentPart, type Item } from './item.js';
import { inputItem, newItem } from './item.schema.js';
import { toModeratedItems } from './moderated-items.js';
import { fromStoredItem, toChatMessages } from './to-chat-messages.js';

const user = { role: 'user', content: 'Hello' };
const call = (id: string) => ({ type: 'function_call', call_id: id, name: 'weather', arguments: '{"city":"Oslo"}' });
const result = (id: string) => ({ type: 'function_call_output', call_id: id, output: '21' });
const answer = { role: 'assistant', content: [{ type: 'output_text', text: 'Let me see.' }] };

const toPlaced = (items: readonly object[]) =>
  items.map((item, index) => ({ item: newItem.parse(item), path: `input[${index}]` }));
const calls = (...ids: string[]) =>
  ids.map((id) => ({ id, type: 'function', function: { name: 'weather', arguments: { city: 'Oslo' } } }));

describe('toChatMessages', () => {
  it.each<[string, object[], object[]]>([
    ['a message', [user], [user]],
    ['a call without text', [call('a')], [{ role: 'assistant', content: '', tool_calls: calls('a') }]],
    [
      'an answer and its calls as one message',
      [answer, call('a'), call('b'), result('a'), result('b')],
      [
        { role: 'assistant', content: 'Let me see.', tool_calls: calls('a', 'b') },
        { role: 'tool', content: '21', tool_call_id: 'a' },
        { role: 'tool', content: '21', tool_call_id: 'b' },
      ],
    ],
    ['no thoughts', [{ type: 'reasoning', id: 'r' }, user], [user]],
    [
      'a refusal behind its text',
      [{ role: 'assistant', content: [answer.content[0], { type: 'refusal', refusal: 'No.' }] }],
      [{ role: 'assistant', content: 'Let me see.\n\nNo.', tool_calls: [] }],
    ],
    [
      'a result in parts',
      [
        {
          ...result('a'),
          output: [
            { type: 'input_text', text: '2' },
            { type: 'input_text', text: '1' },
          ],
        },
      ],
      [{ role: 'tool', content: '21', tool_call_id: 'a' }],
    ],
  ])('converts %s', (_, items, messages) => {
    expect(toChatMessages(toPlaced(items)).map(({ message }) => message)).toEqual(messages);
  });

  it('names the item of each part of a message', () => {
    expect(toChatMessages(toPlaced([user, answer, call('a'), result('a')])).map(({ source }) => source)).toEqual([
      { message: 'input[0]', text: 'input[0].content' },
      { message: 'input[1]', text: 'input[1].content', calls: ['input[2]'] },
      { message: 'input[3]', text: 'input[3].output' },
    ]);
  });
});

describe('items that are stored', () => {
  it('say the same as the ones of the request', () => {
    const converted = toChatMessages(toPlaced([user, answer, call('a'), result('a')]));
    const stored = converted.flatMap(({ message, content }) => fromChatMessage(message, content));
    expect(stored.map(({ type }) => type)).toEqual(['message', 'message', 'function_call', 'function_call_output']);
    const again = toChatMessages(stored.map((item) => ({ item: fromStoredItem(item), path: '' })));
    expect(again.map(({ message }) => message)).toEqual(converted.map(({ message }) => message));
  });

  it('have ids of their own, and the parts of the caller', () => {
    const parts = [
      { type: 'input_text', text: 'a' },
      { type: 'input_text', text: 'b' },
    ];
    const [converted] = toChatMessages(toPlaced([{ id: 'msg_given', role: 'user', content: parts }]));
    const [item] = converted ? fromChatMessage(converted.message, converted.content) : [];
    expect(item).toMatchObject({ id: expect.stringMatching(/^msg_[0-9a-f]{48}$/), content: parts });
  });

  it.each<[string, string, ContentPart['type']]>([
    ['user', '[EMAIL]', 'input_text'],
    ['assistant', '[EMAIL]', 'output_text'],
  ])('have one part where moderation changed the text of the %s', (role, text, type) => {
    const message = { role, content: text, tool_calls: [] } as unknown as Parameters<typeof fromChatMessage>[0];
    const before: ContentPart[] = [
      { type: 'input_text', text: 'bob@' },
      { type: 'input_text', text: 'harbour.org' },
    ];
    expect(fromChatMessage(message, before)).toMatchObject([{ content: [{ type, text }] }]);
  });

  it('leave out the messages that moderation dropped', () => {
    const converted = toChatMessages(toPlaced([user, { role: 'user', content: 'blocked' }, result('a')]));
    const [first, , last] = converted.map(({ message }) => message);
    if (!first || !last) throw new Error('no messages');
    const items: (readonly Item[])[] = [...toModeratedItems(converted, [first, last], new Set([1]))];
    expect(items.map((list) => list.length)).toEqual([1, 0, 1]);
    expect(JSON.stringify(items)).not.toContain('blocked');
  });
});

describe('the schema of items', () => {
  it.each<[string, object, object]>([
    ['a message without a type', user, { type: 'message', content: [{ type: 'input_text', text: 'Hello' }] }],
    ['a reference without a type', { id: 'msg_a' }, { type: 'item_reference', id: 'msg_a' }],
    ['a reference whose type is null', { type: null, id: 'msg_a' }, { type: 'item_reference', id: 'msg_a' }],
    [
      'text of an answer under another type',
      { role: 'assistant', content: [{ type: 'text', text: 'a' }] },
      { content: [{ type: 'output_text' }] },
    ],
    ['arguments that are empty', { ...call('a'), arguments: '' }, { arguments: {} }],
  ])('takes %s', (_, given, expected) => {
    expect(inputItem.parse(given)).toMatchObject(expected);
  });

  it.each<[string, object]>([
    ['an image', { role: 'user', content: [{ type: 'input_image', image_url: 'a' }] }],
    ['a call of a tool of the server', { type: 'web_search_call', id: 'a' }],
    ['a result with a free text as its id', result('hello you')],
    ['a field that it does not know', { ...user, mood: 'good' }],
    ['an unknown role', { role: 'critic', content: 'a' }],
  ])('refuses %s', (_, given) => {
    expect(inputItem.safeParse(given).success).toBe(false);
  });

  it('takes no reference for a conversation', () => {
    expect(newItem.safeParse({ type: 'item_reference', id: 'msg_a' }).success).toBe(false);
  });
});
