import { beforeAll, describe, expect, it } from '@jest/globals';
import { type GrammarMatcher, loadGrammarMatcher } from '../../engine/llama/grammar/grammar-matcher.js';
import { jsonGrammar, jsonSchemaToGrammar } from './json-schema-to-grammar.js';
import { keywordCases } from '../testing/keyword-cases.js';
import { makeValidator } from '../testing/validator.js';

let matches: GrammarMatcher;
beforeAll(async () => {
  matches = await loadGrammarMatcher();
});

describe.each(keywordCases)('$name', ({ schema, generated, refused }) => {
  const { gbnf } = jsonSchemaToGrammar(schema);
  const isValid = makeValidator(schema);

  it.each(generated.map(jsonOf))('generates %s', async (text) => {
    expect(await matches(gbnf, text)).toBe(true);
    expect(isValid(text)).toBe(true);
  });

  it.each(refused.map(jsonOf))('does not generate %s', async (text) => {
    expect(await matches(gbnf, text)).toBe(false);
  });
});

/** Samples are values, or texts with a name that says so. */
function jsonOf(sample: unknown): string {
  return typeof sample === 'object' && sample !== null && 'text' in sample
    ? String(sample.text)
    : JSON.stringify(sample);
}

describe('white space', () => {
  const gbnf = () =>
    jsonSchemaToGrammar({ type: 'object', properties: { a: { type: 'array', items: { type: 'null' } } } }).gbnf;

  it.each(['{"a":[null,null]}', '{"a": [null, null]}', '{}'])(
    'is at most one space after : and , as in %j',
    async (text) => {
      expect(await matches(gbnf(), text)).toBe(true);
    },
  );

  it.each(['{"a":  []}', '{ "a":[]}', '{"a":[]}\n', '{"a":[]} ', ' {}', '{"a":[null,\nnull]}'])(
    'is nothing else: %j',
    async (text) => {
      expect(await matches(gbnf(), text)).toBe(false);
    },
  );

  it('begins with a space where that is wanted', async () => {
    const leading = jsonSchemaToGrammar({ type: 'null' }, { leadingSpace: true }).gbnf;
    const results = await Promise.all(['null', ' null', '  null'].map((text) => matches(leading, text)));
    expect(results).toEqual([true, true, false]);
  });
});

describe('large counts', () => {
  const lengths = [127, 128, 129, 1999, 2000, 2001, 9_999, 10_000];

  it.each(lengths)('holds to a maxLength of %i exactly', async (maxLength) => {
    const { gbnf } = jsonSchemaToGrammar({ type: 'string', minLength: maxLength - 100, maxLength });
    const counts = [maxLength - 101, maxLength - 100, maxLength - 1, maxLength, maxLength + 1];
    const results = await Promise.all(counts.map((count) => matches(gbnf, `"${'😀'.repeat(count)}"`)));
    expect(results).toEqual([false, true, true, true, false]);
    // About √n rules.
    expect(gbnf.length).toBeLessThan(20_000);
  });

  it('holds to many items exactly', async () => {
    const { gbnf } = jsonSchemaToGrammar({ type: 'array', items: { type: 'boolean' }, minItems: 300, maxItems: 1000 });
    const results = await Promise.all(
      [299, 300, 1000, 1001].map((count) => matches(gbnf, JSON.stringify(Array(count).fill(true)))),
    );
    expect(results).toEqual([false, true, true, false]);
  });

  it('takes the longest that it can for a larger maxLength', async () => {
    const { gbnf } = jsonSchemaToGrammar({ type: 'string', maxLength: 10_000_000 });
    expect(await matches(gbnf, `"${'a'.repeat(100_000)}"`)).toBe(true);
    expect(await matches(gbnf, `"${'a'.repeat(100_001)}"`)).toBe(false);
  });
});

describe('limits', () => {
  it('bound what the schema leaves open', async () => {
    const { gbnf } = jsonGrammar({ limits: { stringLength: 3, items: 2, depth: 2 } });
    const allowed = ['{}', '{"a":"abc"}', '{"a":[1,2],"b":{}}'.replace('[1,2]', '[]'), '{"a":{"b":1}}'];
    const refused = ['{"a":"abcd"}', '{"abcd":1}', '{"a":1,"b":2,"c":3}', '{"a":{"b":{}}}', '[]', '1'];
    for (const text of allowed) expect([text, await matches(gbnf, text)]).toEqual([text, true]);
    for (const text of refused) expect([text, await matches(gbnf, text)]).toEqual([text, false]);
  });

  it('end recursive schemas', async () => {
    const schema = { type: 'object', properties: { next: { $ref: '#' } } };
    const { gbnf } = jsonSchemaToGrammar(schema, { limits: { depth: 3 } });
    expect(await matches(gbnf, '{"next":{"next":{}}}')).toBe(true);
    expect(await matches(gbnf, '{"next":{"next":{"next":{}}}}')).toBe(false);
  });
});
