import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ToolCall } from '../conversation/messages.js';
import { joinTexts } from '../conversation/segments.js';
import { toolCallText } from '../templates/tool-prompt.js';
import { type ToolCallEvent } from './tool-call-events.js';
import { ToolCallParser } from './tool-call-parser.js';
import { controlToolCalls, taggedToolCalls, type ToolCallSyntax } from './tool-call-syntax.js';

const run = { seed: 20_260_103, numRuns: 300 };

function parse(
  pieces: readonly string[],
  syntax: ToolCallSyntax = taggedToolCalls,
  maxCallLength?: number,
): ToolCallEvent[] {
  const parser = new ToolCallParser(syntax, { maxCallLength });
  return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
}

/** Joins neighbouring deltas. */
function joinDeltas(events: readonly ToolCallEvent[]): ToolCallEvent[] {
  const result: ToolCallEvent[] = [];
  for (const event of events) {
    const last = result.at(-1);
    if (event.type === 'text-delta' && last?.type === 'text-delta') {
      result[result.length - 1] = { ...event, text: last.text + event.text };
    } else if (event.type === 'tool-call-delta' && last?.type === 'tool-call-delta' && last.index === event.index) {
      result[result.length - 1] = { ...event, argumentsText: last.argumentsText + event.argumentsText };
    } else result.push(event);
  }
  return result;
}

const text = (text: string): ToolCallEvent => ({ type: 'text-delta', text });
const call = (index: number, name: string, json: string): ToolCallEvent[] => [
  { type: 'tool-call-start', index, name },
  { type: 'tool-call-delta', index, argumentsText: json },
  { type: 'tool-call-end', index, name, arguments: json },
];
const invalid = (text: string, reason: 'malformed' | 'too-long' | 'unfinished' = 'malformed'): ToolCallEvent => ({
  type: 'tool-call-invalid',
  text,
  reason,
});

const clock = '<tool_call>\n{"name": "clock", "arguments": {"zone": "UTC"}}\n</tool_call>';

describe('ToolCallParser with tags', () => {
  it.each<[string, string, ToolCallEvent[]]>([
    ['an empty answer', '', []],
    ['text', 'Hello, 1 < 2 and <b>bold</b>.\n', [text('Hello, 1 < 2 and <b>bold</b>.\n')]],
    ['only white space', ' \n', [text(' \n')]],
    ['a call', clock, call(0, 'clock', '{"zone": "UTC"}')],
    ['white space around a call', `\n ${clock} \n`, call(0, 'clock', '{"zone": "UTC"}')],
    [
      'text before and after',
      `Let me see.\n${clock}\nDone.`,
      [text('Let me see.'), ...call(0, 'clock', '{"zone": "UTC"}'), text('\nDone.')],
    ],
    [
      'several calls',
      `${clock}\n${clock}${clock}`,
      [0, 1, 2].flatMap((index) => call(index, 'clock', '{"zone": "UTC"}')),
    ],
    ['a call without white space', '<tool_call>{"name":"a","arguments":{}}</tool_call>', call(0, 'a', '{}')],
    [
      'a closing tag and braces in a string',
      '<tool_call>{"name":"a","arguments":{"x":"}</tool_call>\\"{"}}</tool_call>',
      call(0, 'a', '{"x":"}</tool_call>\\"{"}'),
    ],
    [
      'a call with nested arguments',
      '<tool_call>{"name":"a","arguments":{"x":[{"y":{}}]}}</tool_call>',
      call(0, 'a', '{"x":[{"y":{}}]}'),
    ],
    [
      'a call with arguments before the name',
      '<tool_call>{"arguments":{"x":1},"name":"a"}</tool_call>',
      call(0, 'a', '{"x":1}'),
    ],
    [
      'a call with further keys',
      '<tool_call>{"id":7,"name":"a","meta":{"arguments":{}},"ok":true,"arguments":{"x":1}}</tool_call>',
      call(0, 'a', '{"x":1}'),
    ],
    [
      'a call with parameters instead of arguments',
      '<tool_call>{"name":"a","parameters":{"x":1}}</tool_call>',
      call(0, 'a', '{"x":1}'),
    ],
    ['a call without arguments', '<tool_call>{"name":"a"}</tool_call>', call(0, 'a', '{}')],
    ['a call with null arguments', '<tool_call>{"name":"a","arguments":null}</tool_call>', call(0, 'a', '{}')],
    [
      'a call with arguments as a string of JSON',
      '<tool_call>{"name":"a","arguments":"{\\"x\\":1}"}</tool_call>',
      call(0, 'a', '{"x":1}'),
    ],
    ['a call at the end without its closing tag', '<tool_call>{"name":"a","arguments":{}}\n', call(0, 'a', '{}')],
    ['a call at the end with half a closing tag', '<tool_call>{"name":"a","arguments":{}}</tool', call(0, 'a', '{}')],
    ['a lone closing tag', 'x</tool_call>', [text('x</tool_call>')]],
  ])('reads %s', (_, answer, expected) => {
    expect(joinDeltas(parse([answer]))).toEqual(expected);
  });

  it.each([
    ['no object', '<tool_call>clock()</tool_call>'],
    ['no content', '<tool_call></tool_call>'],
    ['no name', '<tool_call>{"arguments":{}}</tool_call>'],
    ['an unusable name', '<tool_call>{"name":"no spaces"}</tool_call>'],
    ['a name that is not a string', '<tool_call>{"name":7}</tool_call>'],
    ['broken keys', '<tool_call>{name:"a"}</tool_call>'],
    ['a missing colon', '<tool_call>{"name" "a"}</tool_call>'],
    ['an array instead of an object', '<tool_call>[{"name":"a"}]</tool_call>'],
    ['an unclosed object', '<tool_call>{"arguments":{"x":1}</tool_call>'],
  ])('reports a call as malformed when it has %s', (_, answer) => {
    expect(joinDeltas(parse([`a ${answer} b`]))).toEqual([text('a'), invalid(answer), text(' b')]);
  });

  it.each([
    ['arguments that are no object', '{"name":"a","arguments":[]}'],
    ['a string that holds no object', '{"name":"a","arguments":"x"}'],
    ['two names', '{"name":"a","name":"b"}'],
    ['a comma too many', '{"name":"a",}'],
    ['a brace too many', '{"name":"a"}}'],
  ])('takes back a call with %s', (_, object) => {
    const answer = `<tool_call>${object}</tool_call>`;
    expect(joinDeltas(parse([answer, clock]))).toEqual([
      { type: 'tool-call-start', index: 0, name: 'a' },
      { ...invalid(answer), index: 0 },
      ...call(1, 'clock', '{"zone": "UTC"}'),
    ]);
  });

  it('reports broken arguments that were streamed', () => {
    const answer = '<tool_call>{"name":"a","arguments":{x}}</tool_call>';
    expect(joinDeltas(parse([answer]))).toEqual([
      { type: 'tool-call-start', index: 0, name: 'a' },
      { type: 'tool-call-delta', index: 0, argumentsText: '{x}' },
      { ...invalid(answer), index: 0 },
    ]);
  });

  it.each([
    ['in the opening tag', 'a <tool_', [text('a'), invalid('<tool_', 'unfinished')]],
    ['after one character of it', 'a <', [text('a <')]],
    ['before the object', 'a<tool_call>', [text('a'), invalid('<tool_call>', 'unfinished')]],
    ['in the object', '<tool_call>{"na', [invalid('<tool_call>{"na', 'unfinished')]],
    ['after something malformed', '<tool_call>oops', [invalid('<tool_call>oops')]],
  ])('passes on no half of a call when the answer ends %s', (_, answer, expected) => {
    expect(joinDeltas(parse([answer]))).toEqual(expected);
  });

  it('passes on text, names and arguments as soon as they are certain', () => {
    const parser = new ToolCallParser(taggedToolCalls);
    expect(parser.push('Hello <')).toEqual([text('Hello')]);
    expect(parser.push('b')).toEqual([text(' <b')]);
    expect(parser.push('\n<tool_call>{"name": "cl')).toEqual([]);
    expect(parser.push('ock", "arg')).toEqual([{ type: 'tool-call-start', index: 0, name: 'clock' }]);
    expect(parser.push('uments": {"zo')).toEqual([{ type: 'tool-call-delta', index: 0, argumentsText: '{"zo' }]);
    expect(parser.push('ne": 1}}')).toEqual([{ type: 'tool-call-delta', index: 0, argumentsText: 'ne": 1}' }]);
    expect(parser.push('</tool_call>')).toEqual([
      { type: 'tool-call-end', index: 0, name: 'clock', arguments: '{"zone": 1}' },
    ]);
    expect(parser.end()).toEqual([]);
  });

  it('reports a call that is too long in pieces, and finds the next call', () => {
    const long = `<tool_call>{"name":"a","arguments":{"x":"${'y'.repeat(200)}"}}</tool_call>`;
    const events = parse([long, clock], taggedToolCalls, 100);
    const pieces = events.filter((event) => event.type === 'tool-call-invalid');
    expect(pieces.map(({ text }) => text).join('')).toBe(long);
    expect(pieces.every(({ text, reason }) => text.length <= 100 && reason === 'too-long')).toBe(true);
    expect(joinDeltas(events.slice(-3))).toEqual(call(1, 'clock', '{"zone": "UTC"}'));
    expect(joinDeltas(parse(['x', ' '.repeat(1000), 'y']))).toEqual([text(`x${' '.repeat(1000)}y`)]);
  });

  it('reads the calls that the template writes into a history', () => {
    fc.assert(
      fc.property(
        fc.string().map((answer) => answer.replaceAll('<', '').trimEnd()),
        fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1 }),
        (answer, objects) => {
          const calls = objects.map((object, index): ToolCall => ({
            id: '',
            name: `tool_${index}`,
            arguments: JSON.stringify(object),
          }));
          const history = [...(answer ? [answer] : []), ...calls.map((one) => joinTexts(toolCallText(one, 0, 0)))].join(
            '\n',
          );
          expect(joinDeltas(parse([history]))).toEqual([
            ...(answer ? [text(answer)] : []),
            ...calls.flatMap((one, index) => call(index, one.name, one.arguments)),
          ]);
        },
      ),
      run,
    );
  });
});

describe('ToolCallParser with a control token', () => {
  it.each<[string, string, ToolCallEvent[]]>([
    ['one call', '[TOOL_CALLS] [{"name": "a", "arguments": {"x": 1}}]', call(0, 'a', '{"x": 1}')],
    [
      'several calls',
      '[TOOL_CALLS][{"name":"a","arguments":{}} , {"name":"b","arguments":{}}]\n',
      [...call(0, 'a', '{}'), ...call(1, 'b', '{}')],
    ],
    ['text around', 'x [TOOL_CALLS] [{"name":"a"}] y', [text('x'), ...call(0, 'a', '{}'), text(' y')]],
    ['a missing end', '[TOOL_CALLS] [{"name":"a"}', call(0, 'a', '{}')],
    ['no array', '[TOOL_CALLS] oops', [invalid('[TOOL_CALLS] oops')]],
    ['an empty array', '[TOOL_CALLS] []', [invalid('[TOOL_CALLS] []')]],
    ['a broken second call', '[TOOL_CALLS] [{"name":"a"}, oops]', [...call(0, 'a', '{}'), invalid(', oops]')]],
    [
      'an unfinished second call',
      '[TOOL_CALLS] [{"name":"a"}, {"na',
      [...call(0, 'a', '{}'), invalid(', {"na', 'unfinished')],
    ],
  ])('reads %s', (_, answer, expected) => {
    expect(joinDeltas(parse([answer], controlToolCalls))).toEqual(expected);
  });
});

describe.each([taggedToolCalls, controlToolCalls])('ToolCallParser with pieces of an answer: $kind', (syntax) => {
  const fragments = [
    '<tool_call>',
    '</tool_call>',
    '[TOOL_CALLS]',
    '[',
    ']',
    ',',
    clock,
    '{"name":"a","arguments":{"x":"\\""}}',
    '{"name":',
    '<',
    '\n',
    ' ',
    'a',
    '"',
  ];
  const answers = fc
    .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 5 })), { maxLength: 10 })
    .map((parts) => parts.join(''));

  it('finds the same events however an answer is cut, and loses no text', () => {
    fc.assert(
      fc.property(answers, fc.array(fc.nat(200)), fc.constantFrom(undefined, 40), (answer, cuts, maxCallLength) => {
        const positions = [0, ...cuts.filter((cut) => cut < answer.length).sort((a, b) => a - b), answer.length];
        const pieces = positions.slice(1).map((end, index) => answer.slice(positions[index], end));
        const whole = joinDeltas(parse([answer], syntax, maxCallLength));
        expect(pieces.join('')).toBe(answer);
        expect(joinDeltas(parse(pieces, syntax, maxCallLength))).toEqual(whole);
        expect(joinDeltas(parse(answer.split(''), syntax, maxCallLength))).toEqual(whole);
        for (const event of whole) if ('text' in event) expect(answer).toContain(event.text);
        const opening = syntax.kind === 'tagged' ? syntax.open : syntax.marker;
        if (!answer.includes(opening)) {
          const texts = whole.map((event) => ('text' in event ? event.text : ''));
          expect(texts.join('').replace(/\s/g, '')).toBe(answer.replace(/\s/g, ''));
        }
        for (const event of whole) if (event.type === 'text-delta') expect(event.text).not.toContain(opening);
      }),
      { ...run, numRuns: 1000 },
    );
  });
});
