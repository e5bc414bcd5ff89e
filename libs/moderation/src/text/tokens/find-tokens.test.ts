import { describe, expect, it } from '@jest/globals';

import { TextTokens, toTokenKind } from './find-tokens.js';

describe('toTokenKind', () => {
  it.each([
    ['uuid', 'fa629b4a-08a1-4e0c-9fa6-0c5fa9fa6a11'],
    ['hex', '#fa6'],
    ['hex', '#fa6600'],
    ['hex', '#112233'],
    ['hex', 'fa68d0a'],
    ['hex', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    ['hex', '0xdeadbeef'],
    ['encoded', 'eyJwYWdlIjoyLCJhZnRlciI6IjIwMjQtMDEifQ=='],
    ['encoded', 'sY8kPz3Qm1Lw0RtXv5Nc7A'],
    ['number', '0.4111111111111111'],
    ['number', '6.02e23'],
    ['number', '0,4111111111111111'],
    ['version', '1.25.3.1'],
    ['version', 'v2.0.0-rc.1'],
    ['timestamp', '2024-05-17T08:30:00.123Z'],
    ['timestamp', '2024-05-17'],
    ['url', 'https://example.org/a?b=c#d'],
    ['url', 'data:image/png;base64,iVBORw0KGgo='],
    ['remote', 'git@github.com:org/repo.git'],
    ['mail', 'jan@example.org'],
    ['path', '/usr/local/bin'],
    ['path', './src/index.ts'],
    ['path', 'uploads/2024/01/report.pdf'],
    ['path', String.raw`C:\Windows\system32`],
  ])('takes for %s: %s', (kind, value) => {
    expect(toTokenKind(value)).toBe(kind);
  });

  it.each([
    'harbour',
    'deadline',
    'facade',
    '4111111111111111',
    'n1gg3r',
    'm0th3rfuck3r',
    'getElementByIdAndClassName',
    'my-long-kebab-case-name',
    '',
  ])('takes "%s" for no token', (value) => {
    expect(toTokenKind(value)).toBeUndefined();
  });
});

describe('TextTokens', () => {
  const text = 'color: #fa6600; see https://example.org/fa6 and 0.5, or word';
  const tokens = new TextTokens(text);
  const rangeOf = (part: string) => ({ start: text.indexOf(part), end: text.indexOf(part) + part.length });

  it.each([
    ['a6', 'hex'],
    ['0.5', 'number'],
    ['word', undefined],
    ['color', undefined],
  ])('finds the random characters or the number at %s', (part, kind) => {
    expect(tokens.findOpaque(rangeOf(part))?.kind).toBe(kind);
  });
});
