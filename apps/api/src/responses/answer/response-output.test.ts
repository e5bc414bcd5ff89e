import { describe, expect, it } from '@jest/globals';
import { type ModeratedCall } from '../../completions/moderate-choice.js';
import { ResponseOutput, type UnnumberedEvent } from './response-output.js';

type Step = Parameters<ResponseOutput['add']>[0];

const write = (text: string): Step => ({ type: 'text', text, logprobs: [] }) as unknown as Step;
const call: Step = {
  type: 'tool-call',
  call: { id: 'call_1', name: 'weather', arguments: '{"city":"Oslo"}' } as ModeratedCall,
} as Step;

/** Writes an event as one word, with its indexes. */
function summarize({ type, output_index: item, content_index: part }: UnnumberedEvent): string {
  return [type.replace('response.', ''), item, part].filter((value) => value !== undefined).join(' ');
}

const text = (item: number, part = 0) => [`content_part.added ${item} ${part}`, `output_text.delta ${item} ${part}`];
const textEnd = (item: number) => [`output_text.done ${item} 0`, `content_part.done ${item} 0`];
const refusal = (item: number, part: number) =>
  ['content_part.added', 'refusal.delta', 'refusal.done', 'content_part.done'].map((type) => `${type} ${item} ${part}`);
const called = (item: number) =>
  ['output_item.added', 'function_call_arguments.delta', 'function_call_arguments.done', 'output_item.done'].map(
    (type) => `${type} ${item}`,
  );

const cases: readonly (readonly [string, readonly Step[], string | undefined, readonly string[], readonly object[]])[] =
  [
    [
      'an empty answer',
      [],
      undefined,
      ['output_item.added 0', 'content_part.added 0 0', ...textEnd(0), 'output_item.done 0'],
      [{ content: [{ type: 'output_text', text: '' }] }],
    ],
    [
      'text',
      [write('Good '), write('day')],
      undefined,
      ['output_item.added 0', ...text(0), 'output_text.delta 0 0', ...textEnd(0), 'output_item.done 0'],
      [{ content: [{ text: 'Good day' }] }],
    ],
    [
      'steps without text, which make no events',
      [write(''), write('a'), write('')],
      undefined,
      ['output_item.added 0', ...text(0), ...textEnd(0), 'output_item.done 0'],
      [{ content: [{ text: 'a' }] }],
    ],
    ['a call', [call], undefined, called(0), [{ type: 'function_call', call_id: 'call_1', name: 'weather' }]],
    [
      'text around two calls',
      [write('a'), call, call, write('b')],
      undefined,
      [
        ...['output_item.added 0', ...text(0), ...textEnd(0), 'output_item.done 0'],
        ...called(1),
        ...called(2),
        ...['output_item.added 3', ...text(3), ...textEnd(3), 'output_item.done 3'],
      ],
      [{ type: 'message' }, { type: 'function_call' }, { type: 'function_call' }, { type: 'message' }],
    ],
    [
      'a refusal alone',
      [],
      'No.',
      ['output_item.added 0', ...refusal(0, 0), 'output_item.done 0'],
      [{ content: [{ type: 'refusal', refusal: 'No.' }] }],
    ],
    [
      'a refusal behind text',
      [write('a')],
      'No.',
      ['output_item.added 0', ...text(0), ...textEnd(0), ...refusal(0, 1), 'output_item.done 0'],
      [{ content: [{ text: 'a' }, { type: 'refusal' }] }],
    ],
    [
      'a refusal behind a call',
      [call],
      'No.',
      [...called(0), 'output_item.added 1', ...refusal(1, 0), 'output_item.done 1'],
      [{ type: 'function_call' }, { content: [{ type: 'refusal' }] }],
    ],
  ];

describe('ResponseOutput', () => {
  it.each(cases)('writes events and items for %s', (_, steps, refused, events, items) => {
    const output = new ResponseOutput();
    const written = [...steps.flatMap((step) => output.add(step)), ...output.end('completed', refused)];
    expect(written.map(summarize)).toEqual(events);
    expect(output.items).toHaveLength(items.length);
    expect(output.items).toMatchObject(items);
  });

  it.each(cases)('ends with the items of its last events for %s', (_, steps, refused) => {
    const output = new ResponseOutput();
    const written = [...steps.flatMap((step) => output.add(step)), ...output.end('incomplete', refused)];
    const done = written.filter(({ type }) => type === 'response.output_item.done');
    expect(done.map(({ item }) => item)).toEqual(output.items);
    // The deltas of a text add up to it.
    const deltas = written.filter(({ type }) => type === 'response.output_text.delta').map(({ delta }) => delta);
    const whole = written.filter(({ type }) => type === 'response.output_text.done').map((event) => event['text']);
    expect(deltas.join('')).toBe(whole.join(''));
  });

  it('shows an item that is being written as incomplete, with its text so far', () => {
    const output = new ResponseOutput();
    output.add(write('Good '));
    expect(output.items).toMatchObject([{ status: 'incomplete', content: [{ text: 'Good ' }] }]);
    output.end('completed', undefined);
    expect(output.items).toMatchObject([{ status: 'completed' }]);
  });
});
