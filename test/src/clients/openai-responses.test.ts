import { describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { zodResponsesFunction, zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { collect } from '../fixtures/scripted-api.js';
import { callAndAnswer, callText, useResponsesApi, weather } from './responses-api.js';
import { testClient } from './rows/test-client.js';

const { api, ask, askStreamed, readPrompt } = useResponsesApi(callAndAnswer);

/** Takes the output of a response as input, as the API allows it. The types of some items differ, which no answer has. */
const toInput = (output: readonly OpenAI.Responses.ResponseOutputItem[]) =>
  output as readonly OpenAI.Responses.ResponseInputItem[];

const hasText = (text: string) => ({ output_text: text, status: 'completed' });

testClient('responses', {
  whole: async () => {
    api.setScript(() => ['Good', ' day.']);
    const {
      data,
      response,
      request_id: id,
    } = await api.client.responses
      .create({ model: 'default', input: 'Hello', instructions: 'Be brief.', temperature: 0.5, metadata: { a: 'b' } })
      .withResponse();
    expect(data).toMatchObject({
      id: expect.stringMatching(/^resp_/),
      object: 'response',
      status: 'completed',
      model: api.engine.model.id,
      instructions: 'Be brief.',
      temperature: 0.5,
      metadata: { a: 'b' },
      store: true,
      error: null,
      incomplete_details: null,
      output_text: 'Good day.',
      output: [
        {
          type: 'message',
          id: expect.stringMatching(/^msg_/),
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: 'Good day.', annotations: [], logprobs: [] }],
        },
      ],
      usage: { output_tokens: 2, total_tokens: data.usage?.input_tokens && data.usage.input_tokens + 2 },
      leeward: { flagged: false, findings: [] },
    });
    expect(id).toBe(response.headers.get('x-request-id'));
    expect(response.headers.get('x-leeward-ignored')).toBeNull();
    expect(await readPrompt()).toContain('Be brief.');
  },

  stream: async () => {
    api.setScript(() => ['Good', ' day', ' to you.']);
    const [whole, streamed] = [await ask('Hello'), await askStreamed('Hello')];
    expect(streamed).toMatchObject({ ...hasText('Good day to you.'), usage: whole.usage, tools: whole.tools });
    expect(await api.client.responses.retrieve(streamed.id)).toMatchObject(hasText('Good day to you.'));
  },

  tools: async () => {
    const first = await ask('How is Oslo?', { tools: [weather] });
    const [call] = first.output;
    expect(first.output).toMatchObject([{ type: 'function_call', name: 'weather', arguments: '{"city": "Oslo"}' }]);
    if (call?.type !== 'function_call') throw new Error('no call');
    const result = { type: 'function_call_output' as const, call_id: call.call_id, output: '21 degrees' };
    const question = { role: 'user' as const, content: 'How is Oslo?' };
    const tools = [weather];
    const history = [question, ...toInput(first.output), result];
    expect(await ask(history, { tools })).toMatchObject(hasText('It is sunny.'));
    const stateless = await readPrompt();
    expect(stateless).toContain('21 degrees');
    // The same turn by the storage has the same prompt.
    expect(await ask([result], { tools, previous_response_id: first.id })).toMatchObject(hasText('It is sunny.'));
    expect(await readPrompt()).toBe(stateless);
  },

  parsed: async () => {
    api.setScript(() => ['{"degrees":', '21}']);
    const format = zodTextFormat(z.object({ degrees: z.int() }), 'weather');
    const parsed = await api.client.responses.parse({ input: 'How is Oslo?', text: { format } });
    expect(parsed.output_parsed).toEqual({ degrees: 21 });
    expect(parsed.text?.format).toMatchObject({ type: 'json_schema', name: 'weather', strict: true });
    api.setScript(callAndAnswer);
    const tool = zodResponsesFunction({ name: 'weather', parameters: z.object({ city: z.string() }) });
    const called = await api.client.responses.parse({ input: 'How is Oslo?', tools: [tool] });
    expect(called.output).toMatchObject([{ parsed_arguments: { city: 'Oslo' } }]);
    // The additions of the helpers are ignored when the items come back.
    const { data, response } = await api.client.responses
      .create({
        input: [{ role: 'user', content: 'Hello' }, ...toInput(parsed.output), { role: 'user', content: 'And?' }],
      })
      .withResponse();
    expect(data.status).toBe('completed');
    expect(response.headers.get('x-leeward-ignored')).toBe('input.content.parsed');
  },

  moderation: async () => {
    api.setScript(() => ['Fine.']);
    const moderation = { model: 'omni-moderation-latest' };
    const judged = { type: 'moderation_result', flagged: false, categories: expect.any(Object) };
    const expected = { moderation: { input: judged, output: judged } };
    expect(await ask('Hello', { moderation })).toMatchObject(expected);
    expect(await askStreamed('Hello', { moderation })).toMatchObject(expected);
    expect((await ask('Hello')).moderation).toBeUndefined();
  },

  options: async () => {
    api.setScript(() => ['Fine.']);
    const { response } = await api.client.responses
      .create({
        input: 'Hello',
        reasoning: { effort: 'low' },
        text: { verbosity: 'low' },
        user: 'ann',
        service_tier: 'flex',
        include: ['reasoning.encrypted_content'],
        // The types of the client lack it.
        ...{ max_tool_calls: 3 },
      })
      .withResponse();
    expect(response.headers.get('x-leeward-ignored')?.split(', ').sort()).toEqual([
      'max_tool_calls',
      'reasoning',
      'service_tier',
      'text.verbosity',
      'user',
    ]);
  },
});

describe("OpenAI's client for responses", () => {
  it('sends the events of a stream in order, with numbers', async () => {
    api.setScript(() => ['Sure.', callText]);
    const stream = await api.client.responses.create({ input: 'How is Oslo?', tools: [weather], stream: true });
    const events = await collect(stream);
    expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index));
    const part = { content_index: 0, output_index: 0, item_id: expect.stringMatching(/^msg_/) };
    const call = { output_index: 1, item_id: expect.stringMatching(/^fc_/) };
    expect(events).toMatchObject([
      { type: 'response.created', response: { status: 'in_progress', output: [] } },
      { type: 'response.in_progress', response: { status: 'in_progress' } },
      { type: 'response.output_item.added', output_index: 0, item: { type: 'message', content: [] } },
      { type: 'response.content_part.added', ...part, part: { type: 'output_text', text: '' } },
      { type: 'response.output_text.delta', ...part, delta: 'Sure.' },
      { type: 'response.output_text.done', ...part, text: 'Sure.' },
      { type: 'response.content_part.done', ...part, part: { text: 'Sure.' } },
      { type: 'response.output_item.done', output_index: 0, item: { status: 'completed' } },
      {
        type: 'response.output_item.added',
        output_index: 1,
        item: { type: 'function_call', name: 'weather', arguments: '', status: 'in_progress' },
      },
      { type: 'response.function_call_arguments.delta', ...call, delta: '{"city": "Oslo"}' },
      { type: 'response.function_call_arguments.done', ...call, arguments: '{"city": "Oslo"}' },
      { type: 'response.output_item.done', output_index: 1, item: { status: 'completed', name: 'weather' } },
      { type: 'response.completed', response: { status: 'completed', usage: { output_tokens: 2 } } },
    ]);
  });

  it.each([
    ['required' as const, 'function_call'],
    [{ type: 'function' as const, name: 'weather' }, 'function_call'],
    [
      { type: 'allowed_tools' as const, mode: 'auto' as const, tools: [{ type: 'function', name: 'weather' }] },
      'function_call',
    ],
    ['auto' as const, 'function_call'],
    ['none' as const, 'message'],
  ])('takes the choice of tools %j', async (choice, type) => {
    const response = await ask('How is Oslo?', {
      tools: [{ ...weather, name: 'other', strict: true }, weather],
      tool_choice: choice,
    });
    expect(response.output[0]?.type).toBe(type);
    expect(response.tool_choice).toEqual(choice);
    expect(response.tools.at(-1)).toMatchObject({ name: 'weather', strict: false });
  });

  it('answers in JSON of any form', async () => {
    api.setScript(() => ['{}']);
    expect(await ask('Hello', { text: { format: { type: 'json_object' } } })).toMatchObject(hasText('{}'));
  });

  it('gives log-probabilities where they are asked for', async () => {
    api.setScript(() => ['Good', ' day.']);
    const fields = { include: ['message.output_text.logprobs' as const], top_logprobs: 2 };
    const whole = await ask('Hello', fields);
    const streamed = await askStreamed('Hello', fields);
    for (const { output } of [whole, streamed]) {
      expect(output).toMatchObject([{ content: [{ logprobs: [{ token: 'Good' }, { token: ' day.' }] }] }]);
    }
    expect(streamed.output[0]).toMatchObject({ content: [{ logprobs: [{ top_logprobs: [{}, {}] }, {}] }] });
  });

  it('says that an answer was cut off', async () => {
    api.setScript(() => ['One ', 'two ', 'three']);
    const expected = {
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output_text: 'One two ',
      output: [{ status: 'incomplete' }],
      max_output_tokens: 2,
    };
    expect(await ask('Count', { max_output_tokens: 2 })).toMatchObject(expected);
    expect(await askStreamed('Count', { max_output_tokens: 2 })).toMatchObject(expected);
  });

  it('answers with an empty message where the model writes nothing', async () => {
    api.setScript(() => []);
    const empty = { output: [{ type: 'message', content: [{ type: 'output_text', text: '' }] }] };
    expect(await ask('Hello')).toMatchObject(empty);
    expect(await askStreamed('Hello')).toMatchObject(empty);
  });

  it('reads all forms of input', async () => {
    api.setScript(() => ['Fine.']);
    const input = [
      { role: 'developer', content: 'Be brief.' },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'How is ' },
          { type: 'input_text', text: 'Oslo?' },
        ],
      },
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Secret thoughts' }] },
      {
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: 'Let me see.', annotations: [] }],
      },
      { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'weather', arguments: '{"city":"Oslo"}' },
      { type: 'function_call_output', call_id: 'call_1', output: [{ type: 'input_text', text: '21 degrees' }] },
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'I cannot say more.' }] },
      { role: 'user', content: 'And now?' },
    ] as OpenAI.Responses.ResponseInput;
    const { data, response } = await api.client.responses.create({ input, tools: [weather] }).withResponse();
    expect(data).toMatchObject(hasText('Fine.'));
    expect(response.headers.get('x-leeward-ignored')).toBe('input.summary');
    const prompt = await readPrompt();
    expect(prompt).toMatch(/Be brief\.[^]*How is Oslo\?[^]*weather[^]*21 degrees[^]*I cannot say more\.[^]*And now\?/);
    expect(prompt).not.toContain('Secret thoughts');
  });

  it('leaves out the oldest turns of a conversation that is too long, and says so', async () => {
    api.setScript(() => ['Fine.']);
    const first = await ask(`Old: ${'a'.repeat(3000)}`);
    const asking = (truncation: 'auto' | 'disabled') =>
      ask('b'.repeat(1500), { previous_response_id: first.id, instructions: 'Be brief.', truncation });
    await expect(asking('disabled')).rejects.toMatchObject({
      status: 400,
      error: { code: 'context_length_exceeded', param: 'input' },
    });
    expect(await asking('auto')).toMatchObject({
      ...hasText('Fine.'),
      truncation: 'auto',
      leeward: { truncated: ['previous_response_id[0]', 'previous_response_id[1]'] },
    });
    const prompt = await readPrompt();
    expect(prompt).toContain('Be brief.');
    expect(prompt).not.toContain('Old:');
  });
});
