import { beforeAll, describe, expect, it } from '@jest/globals';
import { type GrammarMatcher, loadGrammarMatcher } from '../../engine/llama/testing/grammar-matcher.js';
import { jsonGrammar, jsonSchemaToGrammar } from './json-schema-to-grammar.js';
import { compositionCases } from '../testing/composition-cases.js';
import { containerCases } from '../testing/container-cases.js';
import { valueCases } from '../testing/value-cases.js';
import { makeValidator } from '../testing/validator.js';

let matches: GrammarMatcher;
beforeAll(async () => {
  matches = await loadGrammarMatcher();
});

describe.each([...valueCases, ...containerCases, ...compositionCases])(
  'jsonSchemaToGrammar, $name',
  ({ schema, generated, refused }) => {
    const { gbnf } = jsonSchemaToGrammar(schema);
    const isValid = makeValidator(schema);

    it.each(generated.map(toSampleText))('generates %s', async (text) => {
      expect(await matches(gbnf, text)).toBe(true);
      expect(isValid(text)).toBe(true);
    });

    it.each(refused.map(toSampleText))('does not generate %s', async (text) => {
      expect(await matches(gbnf, text)).toBe(false);
    });
  },
);

/** Returns the text of a sample: a value to be written as JSON, or `{ text }`. */
function toSampleText(sample: unknown): string {
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
    'is refused anywhere else: %j',
    async (text) => {
      expect(await matches(gbnf(), text)).toBe(false);
    },
  );

  it('may begin with a space where that is asked for', async () => {
    const leading = jsonSchemaToGrammar({ type: 'null' }, { leadingSpace: true }).gbnf;
    const results = await Promise.all(['null', ' null', '  null'].map((text) => matches(leading, text)));
    expect(results).toEqual([true, true, false]);
  });
});

describe('jsonSchemaToGrammar with large counts', () => {
  const lengths = [127, 128, 129, 1999, 2000, 2001, 9_999, 10_000];

  it.each(lengths)('holds to a maxLength of %i exactly', async (maxLength) => {
    const { gbnf } = jsonSchemaToGrammar({ type: 'string', minLength: maxLength - 100, maxLength });
    const counts = [maxLength - 101, maxLength - 100, maxLength - 1, maxLength, maxLength + 1];
    const results = await Promise.all(counts.map((count) => matches(gbnf, `"${'😀'.repeat(count)}"`)));
    expect(results).toEqual([false, true, true, true, false]);
    // There are about √maxLength rules.
    expect(gbnf.length).toBeLessThan(20_000);
  });

  it('holds to many items exactly', async () => {
    const { gbnf } = jsonSchemaToGrammar({ type: 'array', items: { type: 'boolean' }, minItems: 300, maxItems: 1000 });
    const results = await Promise.all(
      [299, 300, 1000, 1001].map((count) => matches(gbnf, JSON.stringify(Array(count).fill(true)))),
    );
    expect(results).toEqual([false, true, true, false]);
  });

  it('lowers a larger maxLength to the largest that it can bound', async () => {
    const { gbnf } = jsonSchemaToGrammar({ type: 'string', maxLength: 10_000_000 });
    expect(await matches(gbnf, `"${'a'.repeat(100_000)}"`)).toBe(true);
    expect(await matches(gbnf, `"${'a'.repeat(100_001)}"`)).toBe(false);
  });
});

describe('grammar limits', () => {
  it('bound values where the schema sets no bound', async () => {
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
