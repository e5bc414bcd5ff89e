import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { createModerator } from '../moderator/create-moderator.js';
import { moderateValue } from './moderate-value.js';
import { serializeValue, redactValue } from './serialize-value.js';

const moderator = createModerator();
const source = {
  stage: 'tool-call',
  role: 'assistant',
  path: 'tool_calls[0].arguments',
  requestId: 'request-1',
} as const;

describe('moderateValue', () => {
  it('redacts inside strings, names and numbers, and keeps the shape', async () => {
    const value = {
      to: ['bob@harbour.org', 'nobody'],
      'eve@harbour.org': { card: 4_111_111_111_111_111, urgent: true, note: null },
    };
    const moderated = await moderateValue(moderator, { ...source, value });
    expect(moderated.verdict.outcome).toBe('redact');
    const text = JSON.stringify(moderated.value);
    expect(text).not.toMatch(/bob@|eve@|41111111/);
    expect(text).toMatch(
      /^\{"to":\["\[EMAIL_\w+\]","nobody"\],"\[EMAIL_\w+\]":\{"card":"\[[A-Z_]+_\w+\]","urgent":true,"note":null\}\}$/,
    );
  });

  it('moderates a deep value without a stack overflow', async () => {
    const deep = `${'['.repeat(5_000)}"bob@harbour.org"${']'.repeat(5_000)}`;
    const { verdict, value } = await moderateValue(moderator, { ...source, value: JSON.parse(deep) });
    expect(verdict.outcome).toBe('redact');
    expect(Array.isArray(value)).toBe(true);
  });

  const url = 'https://example.org/?to=bob@harbour.org';
  it.each<[string, unknown, unknown]>([
    ['a map', new Map([['to', 'bob@harbour.org']]), [['to', expect.stringMatching(/^\[EMAIL/)]]],
    ['a set', new Set(['bob@harbour.org']), [expect.stringMatching(/^\[EMAIL/)]],
    [
      'an error',
      new Error('no bob@harbour.org', { cause: 7 }),
      expect.objectContaining({ message: expect.stringMatching(/^no \[EMAIL/), cause: 7 }),
    ],
    ['bytes', new TextEncoder().encode('bob@harbour.org'), expect.stringMatching(/^\[EMAIL/)],
    ['an object with a toJSON method', { at: new URL(url) }, { at: expect.stringMatching(/^https:.*\[EMAIL/) }],
    [
      'an object of a class',
      new (class {
        to = 'bob@harbour.org';
      })(),
      { to: expect.stringMatching(/^\[EMAIL/) },
    ],
  ])('redacts in %s as serializers write it', async (_, value, expected) => {
    const moderated = await moderateValue(moderator, { ...source, value });
    expect(moderated).toMatchObject({ verdict: { outcome: 'redact' }, value: expected });
  });

  it.each<[string, unknown]>([
    ['a sparse list', Object.assign([] as string[], { 2: 'bob@harbour.org' })],
    ['a record behind a sparse list', { list: Object.assign([] as string[], { 1: 'fine' }), to: 'bob@harbour.org' }],
    ['a list with a toJSON method', Object.assign([], { toJSON: () => 'bob@harbour.org' })],
  ])('redacts in %s', async (_, value) => {
    const moderated = await moderateValue(moderator, { ...source, value });
    expect(moderated.verdict.outcome).toBe('redact');
    expect(JSON.stringify(moderated.value)).not.toMatch(/bob@/);
  });

  it('leaves functions, symbols and dates as they are', async () => {
    const value = { run: () => 'bob@harbour.org', mark: Symbol('bob@harbour.org'), at: new Date(0), of: undefined };
    expect((await moderateValue(moderator, { ...source, value })).value).toBe(value);
  });

  it('refuses a value that contains itself, has too many parts or throws when it is read', async () => {
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
      const { verdict, value: moderated } = await moderateValue(moderator, { ...source, value });
      expect(verdict).toMatchObject({ outcome: 'error', cause: { code: 'too-long' } });
      expect(moderated).toBeUndefined();
    }
    const { verdict } = await moderateValue(moderator, {
      ...source,
      value: {
        get to(): string {
          throw new Error('bob@harbour.org');
        },
      },
    });
    expect(verdict).toMatchObject({
      outcome: 'error',
      cause: { code: 'unreadable', message: 'The value cannot be read: a getter or its toJSON threw.' },
    });
  });

  it('rebuilds any value without redactions as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const serialized = serializeValue(value);
        expect(JSON.stringify(redactValue(value, serialized, []))).toBe(JSON.stringify(value));
      }),
      { seed: 20_260_101, numRuns: 300 },
    );
  });
});
