import { describe, expect, it } from '@jest/globals';
import { nameSource, toSourcePath } from './source-paths.js';

const sources = [
  { message: 'system', text: 'system' },
  { message: 'messages[0]', text: 'messages[0].content', calls: ['messages[0].content[1]'] },
];

describe('toSourcePath', () => {
  it.each([
    ['messages[0]', 'system'],
    ['messages[0].content', 'system'],
    ['messages[1]', 'messages[0]'],
    ['messages[1].content', 'messages[0].content'],
    ['messages[1].tool_calls[0].function', 'messages[0].content[1]'],
    ['messages[1].tool_calls[5].function', 'messages[0]'],
    ['messages[7].content', 'messages[7].content'],
    ['messages', 'messages'],
    ['message.content', 'message.content'],
    ['tools[2].function', 'tools[2]'],
    ['tools[2].function.name', 'tools[2].name'],
    ['tools[2].function.parameters', 'tools[2].input_schema'],
    ['response_format', 'output_config.format'],
    ['response_format.json_schema', 'output_config.format'],
    ['stop', 'stop_sequences'],
    ['stop_sequences[0]', 'stop_sequences[0]'],
  ])('converts %s to %s', (path, expected) => {
    expect(toSourcePath(path, sources)).toBe(expected);
  });
});

describe('nameSource', () => {
  it.each([
    ['Message 1 has no text.', '"messages[0]" has no text.'],
    ['At message 1, a call has no result.', 'At "messages[0]", a call has no result.'],
    ['Message 9 has no text.', 'Message 9 has no text.'],
    ['The message 1 has no text.', 'The message 1 has no text.'],
  ])('converts "%s" to "%s"', (message, expected) => {
    expect(nameSource(message, sources)).toBe(expected);
  });
});
