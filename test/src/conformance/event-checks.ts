import { expect, it } from '@jest/globals';
import { type ChatModelStreamEvent } from '@langchain/core/language_models/event';
import { type AIMessage, type AIMessageChunk } from '@langchain/core/messages';
import { z } from 'zod';
import { callText, collect, type Subject } from './subject.js';

const question = 'What is the capital of France?';
const capital = {
  name: 'capital',
  description: 'Tells the capital of a country',
  schema: z.object({ country: z.enum(['France', 'Italy']) }),
};

const ofKind = <Kind extends ChatModelStreamEvent['event']>(events: readonly ChatModelStreamEvent[], kind: Kind) =>
  events.filter((event): event is ChatModelStreamEvent & { event: Kind } => event.event === kind);

/** Checks stream events: version 2, for tracing, and version 3, the protocol of content blocks. */
export function eventChecks(subject: () => Subject): void {
  it('events of v2 are a start, chunks, and an end with their sum', async () => {
    subject().setAnswers('The capital of France is Paris.');
    const events = await collect(subject().model().streamEvents(question, { version: 'v2' }));
    expect(events[0]?.event).toBe('on_chat_model_start');
    expect(events.at(-1)?.event).toBe('on_chat_model_end');
    const streamed = events
      .filter(({ event }) => event === 'on_chat_model_stream')
      .map(({ data }) => data.chunk as AIMessageChunk);
    expect(streamed.length).toBeGreaterThan(3);
    const output = events.at(-1)?.data.output as AIMessage;
    expect(streamed.map(({ text }) => text).join('')).toBe(output.text);
    expect(output.usage_metadata?.output_tokens).toBeGreaterThan(0);
  });

  it('events of v3 are one text block, then a finish with reason, usage and metadata', async () => {
    subject().setAnswers('The capital of France is Paris.');
    const stream = subject().model().streamEvents(question);
    const events = await collect(stream);
    expect(events[0]?.event).toBe('message-start');
    const deltas = ofKind(events, 'content-block-delta').map(({ index, delta }) => ({
      index,
      text: delta.type === 'text-delta' ? delta.text : '',
    }));
    expect(new Set(deltas.map(({ index }) => index)).size).toBe(1);
    const message = await stream;
    expect(deltas.map(({ text }) => text).join('')).toBe(message.text);
    expect(ofKind(events, 'content-block-finish').map(({ content }) => content)).toEqual([
      expect.objectContaining({ type: 'text', text: message.text }),
    ]);
    expect(events.at(-1)).toMatchObject({
      event: 'message-finish',
      reason: 'stop',
      usage: { output_tokens: expect.any(Number), input_token_details: { cache_read: expect.any(Number) } },
      responseMetadata: { model_name: subject().engine.model.id, model_provider: 'leeward' },
    });
  });

  it('events of v3 give the reason length for an answer that was cut off', async () => {
    subject().setAnswers('The capital of France is Paris.');
    const events = await collect(subject().model({ maxTokens: 2 }).streamEvents(question));
    expect(events.at(-1)).toMatchObject({ event: 'message-finish', reason: 'length' });
  });

  it('events of v3 have a block of its own for a call', async () => {
    subject().setAnswers(callText('capital', { country: 'France' }));
    const model = subject().model().bindTools([capital], { tool_choice: 'capital', parallel_tool_calls: false });
    const events = await collect(
      model.streamEvents(question, { version: 'v3' } as never) as unknown as AsyncIterable<ChatModelStreamEvent>,
    );
    const finished = ofKind(events, 'content-block-finish');
    expect(new Set(finished.map(({ index }) => index)).size).toBe(finished.length);
    expect(finished.map(({ content }) => content)).toContainEqual(
      expect.objectContaining({
        type: 'tool_call',
        name: 'capital',
        id: expect.any(String),
        args: { country: expect.stringMatching(/France|Italy/) },
      }),
    );
    expect(events.at(-1)).toMatchObject({ event: 'message-finish', reason: 'tool_use' });
  });
}
