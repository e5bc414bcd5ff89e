import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ChoiceEvent } from '../../completions/moderate-choice.js';
import { MessageEvents } from './message-events.js';
import { presentStop } from './stop-reason.js';

const usage = { promptTokens: 9, cachedPromptTokens: 4, completionTokens: 3 };
const stop = presentStop('stop', undefined, undefined);
const text = (value: string) => ({ type: 'text-delta', text: value, logprobs: [] }) as const;
const call = { type: 'tool-call', call: { id: 'a', name: 'look', arguments: '{"at": "sky"}' } } as const;

/** Presents an answer of these events. */
function present(events: readonly Exclude<ChoiceEvent, { type: 'finish' }>[]) {
  const presenter = new MessageEvents({ id: 'msg-1', created: 0, model: 'tiny' });
  return [
    ...events.flatMap((event) => presenter.present(event, usage)),
    ...presenter.end(stop, usage, { leeward: {} }),
  ];
}

const start = {
  type: 'message_start',
  message: {
    id: 'msg-1',
    type: 'message',
    role: 'assistant',
    model: 'tiny',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    container: null,
    diagnostics: null,
    usage: {
      input_tokens: 5,
      cache_read_input_tokens: 4,
      cache_creation_input_tokens: 0,
      output_tokens: 0,
      output_tokens_details: null,
      server_tool_use: null,
      cache_creation: null,
      inference_geo: null,
      service_tier: null,
      speed: null,
    },
  },
};

const end = [
  {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null, stop_details: null, container: null },
    usage: {
      input_tokens: 5,
      cache_read_input_tokens: 4,
      cache_creation_input_tokens: 0,
      output_tokens: 3,
      output_tokens_details: null,
      server_tool_use: null,
    },
    leeward: {},
  },
  { type: 'message_stop' },
];

describe('MessageEvents', () => {
  it('presents text and a call', () => {
    const caller = { type: 'direct' };
    expect(present([text('Good'), text(''), text(' day.'), call])).toEqual([
      start,
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '', citations: null } },
      { type: 'ping' },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Good' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ' day.' } },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'content_block_start',
        index: 1,
        content_block: { type: 'tool_use', id: 'a', name: 'look', input: {}, caller },
      },
      { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{"at": "sky"}' } },
      { type: 'content_block_stop', index: 1 },
      ...end,
    ]);
  });

  it('presents an empty answer', () => {
    expect(present([])).toEqual([start, ...end]);
  });

  it('opens and closes every block in order, whatever the answer is', () => {
    const event = fc.oneof(fc.constantFrom('', 'a', ' b').map(text), fc.constant(call));
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const presented = present(events);
        let open: unknown;
        let blocks = 0;
        for (const { type, index } of presented) {
          if (type === 'content_block_start') {
            expect([open, index]).toEqual([undefined, blocks++]);
            open = index;
          } else if (type === 'content_block_delta') {
            expect(index).toBe(open);
          } else if (type === 'content_block_stop') {
            expect(index).toBe(open);
            open = undefined;
          }
        }
        expect(open).toBeUndefined();
        expect(presented.slice(-2)).toEqual(end);
        expect(presented.filter(({ type }) => type === 'message_start')).toHaveLength(1);
      }),
    );
  });
});
