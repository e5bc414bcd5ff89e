import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { createModerator } from '../moderator/create-moderator.js';
import { moderateArguments, moderateValue } from './moderate-value.js';
import { serializeValue, redactValue } from './serialize-value.js';

const moderator = createModerator();
const facts = {
  stage: 'tool-call',
  role: 'assistant',
  path: 'tool_calls[0].arguments',
  requestId: 'request-1',
} as const;

describe('moderateValue', () => {
  it('redacts inside strings, names and numbers, and keeps the shape', async () => {
    const value = {
      to: ['bob@example.org', 'nobody'],
      'eve@example.org': { card: 4_111_111_111_111_111, urgent: true, note: null },
    };
    const moderated = await moderateValue(moderator, { ...facts, value });
    expect(moderated.verdict.outcome).toBe('redact');
    const text = JSON.stringify(moderated.value);
    expect(text).not.toMatch(/bob@|eve@|41111111/);
    expect(text).toMatch(
      /^\{"to":\["\[EMAIL_\w+\]","nobody"\],"\[EMAIL_\w+\]":\{"card":"\[[A-Z_]+_\w+\]","urgent":true,"note":null\}\}$/,
    );
  });

  it('blocks what an escape of JSON hides', async () => {
    const { verdict, text } = await moderateArguments(moderator, { ...facts, text: '{"q":"\\u003c|im_start|>"}' });
    expect(verdict.outcome).toBe('block');
    expect(text).toBeUndefined();
  });

  it('reads a name beside a number', async () => {
    const { text } = await moderateArguments(moderator, { ...facts, text: '{"ssn":"460-89-9847"}' });
    expect(text).toMatch(/^\{"ssn":"\[US_SSN_\w+\]"\}$/);
  });

  it.each(['{"a":1,  "b":[true]}', 'not json', '', '"text"', '7'])('gives %s unchanged', async (written) => {
    expect((await moderateArguments(moderator, { ...facts, text: written })).text).toBe(written);
  });

  it('redacts text that is no JSON', async () => {
    expect((await moderateArguments(moderator, { ...facts, text: '{"to": bob@example.org' })).text).toMatch(
      /^\{"to": \[EMAIL_\w+\]$/,
    );
  });

  it('lets go on only the one of two equal names that was judged', async () => {
    const { text } = await moderateArguments(moderator, { ...facts, text: '{"q":"<|im_start|>","q":"fine"}' });
    expect(text).toBe('{"q":"fine"}');
  });

  it('refuses arguments that are nested too deep', async () => {
    const { verdict, text } = await moderateArguments(moderator, { ...facts, text: '['.repeat(100_000) });
    expect(verdict).toMatchObject({ outcome: 'error', cause: { code: 'too-long' } });
    expect(text).toBeUndefined();
  });

  it('needs no stack for deep values', async () => {
    const deep = `${'['.repeat(5_000)}"bob@example.org"${']'.repeat(5_000)}`;
    const { verdict, value } = await moderateValue(moderator, { ...facts, value: JSON.parse(deep) });
    expect(verdict.outcome).toBe('redact');
    expect(Array.isArray(value)).toBe(true);
  });

  const url = 'https://example.org/?to=bob@example.org';
  it.each<[string, unknown, unknown]>([
    ['a map', new Map([['to', 'bob@example.org']]), [['to', expect.stringMatching(/^\[EMAIL/)]]],
    ['a set', new Set(['bob@example.org']), [expect.stringMatching(/^\[EMAIL/)]],
    [
      'an error',
      new Error('no bob@example.org', { cause: 7 }),
      expect.objectContaining({ message: expect.stringMatching(/^no \[EMAIL/), cause: 7 }),
    ],
    ['bytes', new TextEncoder().encode('bob@example.org'), expect.stringMatching(/^\[EMAIL/)],
    ['what has a form of its own for JSON', { at: new URL(url) }, { at: expect.stringMatching(/^https:.*\[EMAIL/) }],
    [
      'an object of a class',
      new (class {
        to = 'bob@example.org';
      })(),
      { to: expect.stringMatching(/^\[EMAIL/) },
    ],
  ])('reads %s as serializers would', async (_, value, expected) => {
    const moderated = await moderateValue(moderator, { ...facts, value });
    expect(moderated).toMatchObject({ verdict: { outcome: 'redact' }, value: expected });
  });

  it.each<[string, unknown]>([
    ['a list with places that hold nothing', Object.assign([] as string[], { 2: 'bob@example.org' })],
    ['a record behind such a list', { list: Object.assign([] as string[], { 1: 'fine' }), to: 'bob@example.org' }],
    ['a text in an object', { to: new String('bob@example.org') }],
    ['a number in an object', { card: new Number(4_111_111_111_111_111) }],
    [
      'a map with a form of its own for JSON',
      new (class extends Map {
        toJSON() {
          return { to: 'bob@example.org' };
        }
      })(),
    ],
    ['a map with fields', Object.assign(new Map(), { to: 'bob@example.org' })],
    [
      'an error with a form of its own for JSON',
      new (class extends Error {
        toJSON() {
          return { to: 'bob@example.org' };
        }
      })('no'),
    ],
    ['a pattern with fields', Object.assign(/x/, { to: 'bob@example.org' })],
    ['a time with a form of its own for JSON', { at: Object.assign(new Date(0), { toJSON: () => 'bob@example.org' }) }],
    ['a list with a form of its own for JSON', Object.assign([], { toJSON: () => 'bob@example.org' })],
    [
      'a function with a form of its own for JSON',
      { run: Object.assign(() => 0, { toJSON: () => 'bob@example.org' }) },
    ],
  ])('reads all that JSON writes of %s', async (_, value) => {
    const moderated = await moderateValue(moderator, { ...facts, value });
    expect(moderated.verdict.outcome).toBe('redact');
    expect(JSON.stringify(moderated.value)).not.toMatch(/bob@|41111111/);
  });

  it('asks for a form of its own once: it may be another one each time', () => {
    let asked = 0;
    const value = { toJSON: () => ((asked += 1) === 1 ? ['fine'] : 'bob@example.org') };
    const { text } = serializeValue(value);
    expect([text, asked]).toEqual(['fine\n', 1]);
  });

  it('leaves functions, symbols and times as they are', async () => {
    const value = { run: () => 'bob@example.org', mark: Symbol('bob@example.org'), at: new Date(0), of: undefined };
    expect((await moderateValue(moderator, { ...facts, value })).value).toBe(value);
  });

  it('refuses a value that contains itself, has too many parts or cannot be read', async () => {
    const inList: unknown[] = [];
    inList.push(inList);
    const inRecord: Record<string, unknown> = {};
    inRecord['again'] = inRecord;
    for (const value of [
      inList,
      inRecord,
      Array.from({ length: 1_000_001 }, () => null),
      new Array<string>(4_000_000_000),
    ]) {
      const { verdict, value: approved } = await moderateValue(moderator, { ...facts, value });
      expect(verdict).toMatchObject({ outcome: 'error', cause: { code: 'too-long' } });
      expect(approved).toBeUndefined();
    }
    const { verdict } = await moderateValue(moderator, {
      ...facts,
      value: {
        get to(): string {
          throw new Error('bob@example.org');
        },
      },
    });
    expect(verdict).toMatchObject({
      outcome: 'error',
      cause: { code: 'failed', message: 'The value cannot be read.' },
    });
  });

  it('rebuilds any value as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const rendered = serializeValue(value);
        expect(JSON.stringify(redactValue(value, rendered, []))).toBe(JSON.stringify(value));
      }),
      { seed: 20_260_101, numRuns: 300 },
    );
  });
});
