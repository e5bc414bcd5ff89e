import { describe, expect, it } from '@jest/globals';
import { chatCompletionsSchema } from '../../completions/chat/schema/chat-completions.schema.js';
import { messagesSchema } from './messages.schema.js';
import { toChatRequest } from './to-chat-request.js';

const hello = { role: 'user', content: 'Hello' };
const text = (value: string) => ({ type: 'text', text: value });
const convert = (fields: object) =>
  toChatRequest(messagesSchema.parse({ model: 'default', max_tokens: 8, messages: [hello], ...fields }));

describe('toChatRequest', () => {
  it.each<[string, object[], object[]]>([
    ['a text', [hello], [{ role: 'user', content: 'Hello' }]],
    [
      'blocks of text, and leaves out empty ones',
      [{ role: 'user', content: [text('Hello'), text(''), text('there')] }],
      [{ role: 'user', content: 'Hello\n\nthere' }],
    ],
    [
      'an answer with calls, without the thoughts of another model',
      [
        hello,
        {
          role: 'assistant',
          content: [
            { type: 'thinking' },
            text('I look.'),
            { type: 'tool_use', id: 'a', name: 'look', input: { at: 'sky' } },
          ],
        },
      ],
      [
        { role: 'user', content: 'Hello' },
        {
          role: 'assistant',
          content: 'I look.',
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'look', arguments: { at: 'sky' } } }],
        },
      ],
    ],
    [
      'an answer without a block',
      [{ role: 'assistant', content: [] }],
      [{ role: 'assistant', content: '', tool_calls: [] }],
    ],
    [
      'results, before the text that came with them',
      [
        {
          role: 'user',
          content: [
            text('Go on'),
            { type: 'tool_result', tool_use_id: 'a', content: 'blue' },
            { type: 'tool_result', tool_use_id: 'b', content: [text('one'), text('two')], is_error: true },
            { type: 'tool_result', tool_use_id: 'c' },
          ],
        },
      ],
      [
        { role: 'tool', content: 'blue', tool_call_id: 'a' },
        { role: 'tool', content: 'The tool failed:\none\n\ntwo', tool_call_id: 'b' },
        { role: 'tool', content: '', tool_call_id: 'c' },
        { role: 'user', content: 'Go on' },
      ],
    ],
    [
      'a message of the system',
      [hello, { role: 'system', content: [text('Be brief.')] }],
      [
        { role: 'user', content: 'Hello' },
        { role: 'system', content: 'Be brief.' },
      ],
    ],
  ])('converts %s', (_, messages, expected) => {
    expect(convert({ messages }).request.messages).toEqual(expected);
  });

  it.each<[string, object, object]>([
    ['the system text', { system: 'Be brief.' }, { messages: [{ role: 'system', content: 'Be brief.' }, hello] }],
    [
      'blocks of the system text',
      { system: [text('Be brief.'), text('Be kind.')] },
      { messages: [{ role: 'system', content: 'Be brief.\n\nBe kind.' }, hello] },
    ],
    ['an empty system text', { system: '' }, { messages: [hello] }],
    [
      'sampling',
      { temperature: 0.5, top_p: 0.9, top_k: 5, stop_sequences: ['END'], stream: true },
      { max_tokens: 8, temperature: 0.5, top_p: 0.9, top_k: 5, stop: ['END'], stream: true },
    ],
    ['no stop sequences', { stop_sequences: [] }, { stop: undefined }],
    ['that histories are mended', {}, { repair: true }],
    ['that histories are not mended', { repair: false }, { repair: false }],
    [
      'the form of the answer',
      { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
      { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' } } } },
    ],
  ])('converts %s', (_, fields, expected) => {
    expect(convert(fields).request).toMatchObject(expected);
  });

  const tools = [{ name: 'look', description: 'Looks', input_schema: { type: 'object' } }];
  it.each<[object | undefined, object]>([
    [undefined, { tool_choice: undefined, parallel_tool_calls: undefined }],
    [{ type: 'auto' }, { tool_choice: 'auto', parallel_tool_calls: undefined }],
    [
      { type: 'auto', disable_parallel_tool_use: true },
      { tool_choice: 'auto', parallel_tool_calls: false },
    ],
    [
      { type: 'any', disable_parallel_tool_use: false },
      { tool_choice: 'required', parallel_tool_calls: true },
    ],
    [{ type: 'none' }, { tool_choice: 'none', parallel_tool_calls: undefined }],
    [
      { type: 'tool', name: 'look' },
      { tool_choice: { type: 'function', function: { name: 'look' } }, parallel_tool_calls: undefined },
    ],
  ])('converts the choice of tools %j', (choice, expected) => {
    const { request } = convert({ tools, tool_choice: choice });
    expect(request).toMatchObject(expected);
    expect(request.tools).toEqual([
      { type: 'function', function: { name: 'look', description: 'Looks', parameters: { type: 'object' } } },
    ]);
  });

  it('makes requests that chat completions take', () => {
    const { request } = convert({ system: 'Be brief.', tools, tool_choice: { type: 'any' }, stop_sequences: ['END'] });
    expect(chatCompletionsSchema.safeParse(request).error).toBeUndefined();
  });

  it('knows the source of every message', () => {
    const { request, sources } = convert({
      system: 'Be brief.',
      messages: [
        hello,
        { role: 'assistant', content: [text('I look.'), { type: 'tool_use', id: 'a', name: 'look', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a' }, text('Go on')] },
      ],
    });
    expect(sources).toHaveLength(request.messages.length);
    expect(sources).toEqual([
      { message: 'system', text: 'system' },
      { message: 'messages[0]', text: 'messages[0].content' },
      { message: 'messages[1]', text: 'messages[1].content', calls: ['messages[1].content[1]'] },
      { message: 'messages[2].content[0]', text: 'messages[2].content[0].content' },
      { message: 'messages[2]', text: 'messages[2].content' },
    ]);
  });
});
