import { AIMessage } from '@langchain/core/messages';
import { describe, expect, it } from '@jest/globals';
import { ChatMixtral } from '../chat/chat-mixtral.js';
import { callText, collect, sayingEngine } from '../testing/answers.js';
import { type ScriptedEngineOptions } from '../testing/scripted-engine.js';

const tools = [
  { name: 'weather', schema: { type: 'object', properties: { city: { type: 'string' } } } },
  { name: 'clock', schema: { type: 'object', properties: {} } },
];
const twoCalls = `Let me see.\n${callText('weather', { city: 'Oslo' })}\n${callText('clock', {})}`;

const saying = (text: string, options?: ScriptedEngineOptions) =>
  new ChatMixtral({ engine: sayingEngine(text, options) });

describe('streamEvents, version 3', () => {
  it('has a block for the text and one for each call, one after the other', async () => {
    const events = await collect(saying(twoCalls).streamEvents('Weather?', { tools }));
    const outline = events
      .filter(({ event }) => event !== 'content-block-delta')
      .map((event) => ('content' in event ? `${event.event} ${event.index} ${event.content.type}` : event.event));
    expect(outline).toEqual([
      'message-start',
      'content-block-start 0 text',
      'content-block-finish 0 text',
      'content-block-start 1 tool_call_chunk',
      'content-block-finish 1 tool_call',
      'content-block-start 2 tool_call_chunk',
      'content-block-finish 2 tool_call',
      'message-finish',
    ]);
    expect(events.at(-1)).toMatchObject({
      reason: 'tool_use',
      usage: { output_tokens: expect.any(Number) },
      responseMetadata: { model: 'scripted', model_provider: 'leeward' },
    });
    const starts = events.flatMap((event) => (event.event === 'content-block-start' ? [event.content] : []));
    expect(starts).toMatchObject([{ text: '' }, { name: 'weather', args: '' }, { name: 'clock', args: '' }]);
  });

  it('adds up to the same message as invoke', async () => {
    const model = saying(twoCalls);
    const streamed = await model.streamEvents('Weather?', { tools }).output;
    const invoked = await model.invoke('Weather?', { tools });
    expect(AIMessage.isInstance(streamed)).toBe(true);
    expect(streamed.text).toBe(invoked.text);
    expect(streamed.tool_calls?.map(({ name, args }) => ({ name, args }))).toEqual(
      invoked.tool_calls?.map(({ name, args }) => ({ name, args })),
    );
    expect(streamed.usage_metadata).toEqual(invoked.usage_metadata);
    expect(streamed.response_metadata).toMatchObject({ model_name: 'scripted', finish_reason: 'tool_use' });
  });

  it('has text, calls and usage as streams of their own', async () => {
    const stream = saying(twoCalls).streamEvents('Weather?', { tools });
    expect(await stream.text).toBe('Let me see.');
    expect(await stream.toolCalls).toMatchObject([{ name: 'weather', args: { city: 'Oslo' } }, { name: 'clock' }]);
    expect(await stream.usage).toMatchObject({ input_token_details: { cache_read: 0 } });
  });

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
  ] as const)('says that an answer ended because of %s', async (finishReason, reason) => {
    const events = await collect(saying('Hi', { finishReason }).streamEvents('Hi'));
    expect(events.at(-1)).toMatchObject({ event: 'message-finish', reason });
  });

  it('never streams half a call as a call', async () => {
    for (let length = 1; length < twoCalls.length; length++) {
      const events = await collect(
        saying(twoCalls.slice(0, length), { finishReason: 'length' }).streamEvents('Weather?', { tools }),
      );
      const finished = events.flatMap((event) => (event.event === 'content-block-finish' ? [event.content.type] : []));
      const started = events.filter(({ event }) => event === 'content-block-start');
      expect(finished).toHaveLength(started.length);
      expect(finished.filter((type) => type === 'tool_call').length).toBeLessThanOrEqual(
        length > twoCalls.lastIndexOf('}') ? 2 : 1,
      );
      expect(finished).not.toContain('tool_call_chunk');
    }
  });

  it('reports log-probabilities as they come, and at the end', async () => {
    const events = await collect(saying('Good day').streamEvents('Hi', { logprobs: true }));
    expect(events.filter(({ event }) => event === 'provider')).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({
      responseMetadata: { logprobs: { content: [{ token: 'Good' }, { token: ' day' }] } },
    });
  });

  it('reaches handlers that prefer events, under invoke', async () => {
    const seen: string[] = [];
    const handler = {
      name: 'events',
      lc_prefer_chat_model_stream_events: true,
      handleChatModelStreamEvent: ({ event }: { event: string }) => void seen.push(event),
    };
    const answer = await saying(twoCalls).invoke('Weather?', { tools, callbacks: [handler] });
    expect(seen).toContain('message-finish');
    expect(answer.tool_calls).toHaveLength(2);
    expect(answer.id).toMatch(/^run-/);
  });
});

it('reports chunks and the whole message under streamEvents, version 2', async () => {
  const events = await collect(saying(twoCalls).streamEvents('Weather?', { version: 'v2', tools }));
  expect(events[0]?.event).toBe('on_chat_model_start');
  const text = events
    .filter(({ event }) => event === 'on_chat_model_stream')
    .map(({ data }) => data.chunk.text)
    .join('');
  expect(text).toBe('Let me see.');
  expect(events.at(-1)).toMatchObject({
    event: 'on_chat_model_end',
    data: { output: { tool_calls: [{ name: 'weather' }, { name: 'clock' }] } },
  });
});
