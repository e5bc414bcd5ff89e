import { describe, expect, it } from '@jest/globals';

import { compareArguments } from './compare-arguments.js';
import { KnownText } from './known-text.js';

describe('the origin of arguments', () => {
  const request = `Please write to Bob Smith (bob@mail.example) about “Q3 – results”.
    Meet on May 5th, 2024 at 2 pm, or 06.07.2024. It costs 1.234,50 EUR and 3 days. File: report-13.pdf. See /home/bob.`;

  it.each<[string, unknown, 'known' | 'unknown' | 'empty']>([
    ['a name in other case', { to: 'BOB smith' }, 'known'],
    ['an address before a bracket', ['bob@mail.example'], 'known'],
    ['plain quotes and dashes', '"q3 - results"', 'known'],
    ['a text over a line end', 'results”. meet on', 'known'],
    ['a date in words', '2024-05-05', 'known'],
    ['a date with a time', '2024-05-05T14:00:00Z', 'known'],
    ['a date in figures, day first', '2024-07-06', 'known'],
    ['a date in figures, month first', '2024-06-07', 'known'],
    ['a number with other marks', 1234.5, 'known'],
    ['a number as a text', '3', 'known'],
    ['nothing', {}, 'empty'],
    ['truth values and empty texts', { urgent: true, copy: [], note: ' ', other: null }, 'empty'],
    ['a part of a word', 'ob', 'unknown'],
    ['a part of an address', 'mail.example', 'unknown'],
    ['a part of a file name', '13', 'unknown'],
    ['a part of a path', 'home', 'unknown'],
    ['an address that is longer', 'bob@mail.example.evil.example', 'unknown'],
    ['a letter that only looks alike', 'b\u043eb@mail.example', 'unknown'],
    ['an invisible character', 'bob\u200b@mail.example', 'unknown'],
    ['another date', '2024-05-06', 'unknown'],
    ['another time', '2024-05-05 15:00', 'unknown'],
    ['another number', 1234, 'unknown'],
    ['the day of a date', '5', 'unknown'],
    ['the hour of a time', 2, 'unknown'],
    ['one of two texts', { to: 'bob@mail.example', copy: 'eve@mail.example' }, 'unknown'],
    ['a text that spans two sources', 'secret\u0000bob', 'unknown'],
    ['too many texts', Array.from({ length: 300 }, () => 'Bob'), 'unknown'],
    ['a text that is too long', 'Bob '.repeat(10_000), 'unknown'],
  ])('%s', (_, args, origin) => {
    expect(compareArguments(args, new KnownText([request])).origin).toBe(origin);
  });

  it.each<[string, string, string, 'known' | 'unknown']>([
    ['an end after a length in words', 'On 2024-05-05 at 2 pm for one hour.', '2024-05-05 15:00', 'known'],
    ['an end after a length in figures', 'A 90-minute call, 5 May 2024, 14:00', '2024-05-05T15:30', 'known'],
    ['an end after half an hour', 'Half an hour on 5 May 2024, 14:00', '2024-05-05 14:30', 'known'],
    ['an end on another date', 'On 2024-05-05 at 2 pm for one hour.', '2024-05-06 15:00', 'unknown'],
    ['an end after another length', 'On 2024-05-05 at 2 pm for one hour.', '2024-05-05 16:00', 'unknown'],
    ['a time before the start', 'On 2024-05-05 at 2 pm for one hour.', '2024-05-05 13:00', 'unknown'],
    ['an end after midnight', 'On 2024-05-05 at 23:30 for one hour.', '2024-05-05 00:30', 'unknown'],
    ['a length within a name', 'On 2024-05-05 at 2 pm, file-2-hours.pdf', '2024-05-05 16:00', 'unknown'],
  ])('%s', (_, text, end, origin) => {
    expect(compareArguments({ end }, new KnownText([text])).origin).toBe(origin);
  });

  it('names the place of the argument', () => {
    const args = { mail: { to: ['Bob', 'eve@mail.example'] } };
    expect(compareArguments(args, new KnownText([request]))).toEqual({ origin: 'unknown', path: 'mail.to.1' });
  });

  it('looks at the end of a text that is too long', () => {
    const known = new KnownText([`early ${'x '.repeat(150_000)} late`]);
    expect([compareArguments('early', known).origin, compareArguments('late', known).origin]).toEqual([
      'unknown',
      'known',
    ]);
  });
});
