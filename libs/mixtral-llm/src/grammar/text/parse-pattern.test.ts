import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { jsonSchemaToGrammar } from '../build/json-schema-to-grammar.js';
import { makeValidator } from '../testing/validator.js';
import { accepts, type Automaton, limitLength } from './automaton.js';
import { parsePattern } from './parse-pattern.js';
import { stringFormats } from './string-formats.js';

const patterns = [
  ...[
    '',
    'a',
    '^a',
    'a$',
    '^a$',
    '^$',
    '^ab|ba$',
    '(?:^a|b)c',
    'a(?:b|$)',
    '^a*b+c?$',
    '^(ab){2,3}$',
    '^a{2}$',
    '^a{2,}b$',
    'a??b*?',
    '(?<name>a)+',
  ],
  ...[
    '^[a-c]+$',
    '^[^a]*$',
    '^.b.$',
    '^\\d\\D\\w\\W\\s\\S$',
    '^[\\dab-]+$',
    '^[^\\s"]$',
    '^\\u{1F600}\\n\\x41$',
    '^[\\u{1F600}-\\u{1F64F}]$',
    'a^b',
    'a$b',
    '^^a$$',
    '()',
    '^(a|ab)(c|bcd)$',
    '^(?=a)',
    '^(?!a)b*',
    '^(?!.*bb)(?=.*c$)[a-c]+$',
    '^(?=.{2,3}$)(?!ab|ba)',
    '^(?!$)(?!a$).',
  ],
];

/** Texts of the characters that are in the patterns. */
const texts = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', '1', '-', ' ', '"', '\n', 'A', '_', 'é', '😀'), { maxLength: 6 })
  .map((characters) => characters.join(''));

describe('parsePattern', () => {
  it.each(patterns)('finds what ECMAScript finds: /%s/u', (source) => {
    const automaton = parsePattern(source);
    const expression = new RegExp(source, 'u');
    fc.assert(
      fc.property(texts, (text) => accepts(automaton, text) === expression.test(text)),
      { seed: 3, numRuns: 400 },
    );
  });

  it('bounds lengths in code points', () => {
    const automaton = limitLength(parsePattern('^[^a]*$'), 2, 3);
    expect(['😀', '😀😀', '😀b😀', '😀😀😀😀', 'ab'].map((text) => accepts(automaton, text))).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe.each([...stringFormats])('format %s', (format, pattern) => {
  it('accepts only what validators accept', () => {
    const isValid = makeValidator({ type: 'string', format });
    const automaton = parsePattern(pattern);
    const walks = fc.array(fc.nat(), { minLength: 200, maxLength: 200 }).map((choices) => walk(automaton, choices));
    fc.assert(
      fc.property(walks, (text) => text === undefined || isValid(JSON.stringify(text))),
      { seed: 5, numRuns: 500 },
    );
  });
});

it('the format uri accepts only what zod and URL accept, and the common forms', () => {
  const automaton = parsePattern(stringFormats.get('uri') ?? '');
  const walks = fc.array(fc.nat(), { minLength: 200, maxLength: 200 }).map((choices) => walk(automaton, choices));
  fc.assert(
    fc.property(walks, (text) => text === undefined || z.url().safeParse(text).success),
    { seed: 5, numRuns: 500 },
  );
  for (const text of [
    'https://example.com',
    'http://localhost:3000/a/b?c=d%20e#f',
    'postgres://db.example.org:5432/main',
    's3://bucket.example/key.txt',
    'mailto:a.b@example.com',
    'urn:isbn:0451450523',
  ])
    expect([text, accepts(automaton, text)]).toEqual([text, true]);
});

it.each([
  ['duration', ['P1Y2M3DT4H5M6S', 'PT30M', 'P2W', 'P1D'], ['P', 'PT', 'P1Y2D', '1D']],
  ['ipv6', ['::1', '2001:db8::ff00:42:8329', '::', '1:2:3:4:5:6:7:8'], ['1:2:3', ':::', '1::2::3']],
  ['hostname', ['a', 'db-1.example.org'], ['-a', 'a..b', 'a_b']],
])('the format %s accepts the common forms, and no others', (format, accepted, refused) => {
  const automaton = parsePattern(stringFormats.get(format) ?? '');
  for (const text of accepted) expect([text, accepts(automaton, text)]).toEqual([text, true]);
  for (const text of refused) expect([text, accepts(automaton, text)]).toEqual([text, false]);
});

it('the format date accepts 29 February in leap years only', () => {
  const date = parsePattern(stringFormats.get('date') ?? '');
  const years = {
    '2024-02-29': true,
    '2023-02-29': false,
    '1900-02-29': false,
    '2000-02-29': true,
    '2024-04-31': false,
    '2024-00-10': false,
    '2024-12-31': true,
  };
  expect(Object.keys(years).map((text) => [text, accepts(date, text)])).toEqual(Object.entries(years));
});

it('jsonSchemaToGrammar combines a format and a pattern as schema libraries write them', () => {
  const uuid =
    '^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000)$';
  const email =
    "^(?:[A-Za-z0-9_'+\\-]+\\.)*[A-Za-z0-9_'+\\-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}$";
  expect(() => jsonSchemaToGrammar({ type: 'string', format: 'uuid', pattern: uuid })).not.toThrow();
  expect(() => jsonSchemaToGrammar({ type: 'string', format: 'email', pattern: email })).not.toThrow();
});

/** Walks to a text that the automaton accepts; undefined when the choices end before that. */
function walk(automaton: Automaton, choices: readonly number[]): string | undefined {
  let state = automaton[0];
  let text = '';
  for (const choice of choices) {
    if (state === undefined) return undefined;
    const count = state.transitions.length + (state.isAccepting ? 1 : 0);
    const transition = state.transitions[choice % count];
    if (transition === undefined) return text;
    const [from, to] = transition.on[choice % transition.on.length] ?? [0, 0];
    text += String.fromCodePoint(from + (choice % (to - from + 1)));
    state = automaton[transition.to];
  }
  return undefined;
}
