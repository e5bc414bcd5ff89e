import { describe, expect, it } from '@jest/globals';
import { collect } from '../fixtures/scripted-api.js';
import { callAndAnswer, useResponsesApi } from './responses-api.js';

const { api, ask } = useResponsesApi(callAndAnswer);

describe('errors of responses', () => {
  const image = [{ role: 'user', content: [{ type: 'input_image', image_url: 'https://example.org/a.png' }] }];
  const call = { type: 'function_call', call_id: 'a', name: 'weather', arguments: '{"city"' };
  it.each<[string, object, object]>([
    ['no input', {}, { param: 'input', code: 'invalid_value' }],
    ['an image', { input: image }, { param: 'input[0].content[0].type', message: /text only/ }],
    [
      'a tool of the server',
      { input: 'a', tools: [{ type: 'web_search' }] },
      { param: 'tools[0].type', message: /no tools of its own/ },
    ],
    ['an item of such a tool', { input: [{ type: 'web_search_call', id: 'a' }] }, { param: 'input[0].type' }],
    ['a choice of no tool', { input: 'a', tool_choice: { type: 'function', name: 'b' } }, { param: 'tool_choice' }],
    ['a forced call of no tool', { input: 'a', tool_choice: 'required' }, { param: 'tool_choice' }],
    ['arguments that are no JSON', { input: [call] }, { param: 'input[0].arguments' }],
    [
      'an id of free text',
      { input: [{ ...call, arguments: '', call_id: 'hello you' }] },
      { param: 'input[0].call_id' },
    ],
    ['two histories', { input: 'a', previous_response_id: 'b', conversation: 'c' }, { param: 'previous_response_id' }],
    ['a background without storage', { input: 'a', background: true, store: false }, { param: 'background' }],
    ['a stored prompt', { input: 'a', prompt: { id: 'b' } }, { param: 'prompt', code: 'unsupported_parameter' }],
    ['a field of chat completions', { messages: [] }, { param: 'messages', code: 'unsupported_parameter' }],
    ['labels that are no texts', { input: 'a', metadata: { a: 1 } }, { param: 'metadata.a' }],
    [
      'too many labels',
      { input: 'a', metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [i, ''])) },
      { param: 'metadata' },
    ],
    ['an unknown part', { input: 'a', include: ['everything'] }, { param: 'include[0]' }],
    ['a bad temperature', { input: 'a', temperature: 9 }, { param: 'temperature' }],
    [
      'a format of an answer that has begun',
      {
        input: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: 'b' },
        ],
        text: { format: { type: 'json_object' } },
      },
      { param: 'text.format' },
    ],
    [
      'a result without its call',
      { input: [{ type: 'function_call_output', call_id: 'a', output: 'b' }], repair: false },
      { param: 'input[0]', code: 'tool_result_without_call' },
    ],
    ['another model', { input: 'a', model: 'gpt-4o' }, { param: 'model', code: 'model_not_found' }],
    ['a text that is too long', { input: 'long '.repeat(2000) }, { param: 'input', code: 'context_length_exceeded' }],
    [
      'a previous response that is not there',
      { input: 'a', previous_response_id: 'b' },
      { param: 'previous_response_id', code: 'previous_response_not_found' },
    ],
    ['a conversation that is not there', { input: 'a', conversation: 'b' }, { code: 'conversation_not_found' }],
    [
      'an item that is not there',
      { input: [{ type: 'item_reference', id: 'b' }] },
      { param: 'input[0].id', code: 'item_not_found' },
    ],
  ])('names %s', async (_, body, { message, ...expected }: { message?: RegExp }) => {
    for (const stream of [false, true]) {
      const error = await api.client.responses.create({ ...body, stream }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ status: expect.any(Number), error: expected });
      if (message) expect((error as Error).message).toMatch(message);
    }
    expect(api.engine.requests).toHaveLength(0);
  });

  it('names options without a stream', async () => {
    const body = { input: 'a', stream_options: {} };
    await expect(api.client.responses.create(body)).rejects.toMatchObject({ error: { param: 'stream_options' } });
  });

  it('ends a stream that fails with its response', async () => {
    api.setScript(async function* () {
      yield 'Good day, this is a beginning. ';
      throw new Error('broken: secret');
    });
    const events = await collect(await api.client.responses.create({ input: 'Hello', stream: true }));
    const last = events.at(-1);
    expect(last).toMatchObject({
      type: 'response.failed',
      sequence_number: events.length - 1,
      response: { status: 'failed', error: { code: 'server_error' }, usage: null },
    });
    expect(JSON.stringify(events)).not.toContain('secret');
    if (last?.type !== 'response.failed') return;
    expect(await api.client.responses.retrieve(last.response.id)).toMatchObject({ status: 'failed' });
    await expect(ask('Hello')).rejects.toMatchObject({ status: 500 });
  });
});
