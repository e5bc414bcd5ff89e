import { describe, expect, it } from '@jest/globals';

import { classify } from '../../../testing/classify.js';
import { applyVerdict } from '../../redaction/apply-redactions.js';
import { createModerator } from '../../moderator/create-moderator.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { type PolicyDocument } from '../../policy/schema/policy-schema.js';
import { createRulesClassifier } from './rules-classifier.js';

const rules = createRulesClassifier();

function policyWith(document: Partial<PolicyDocument>) {
  return definePolicy({ name: 'test', version: '1', ...document });
}

const policy = policyWith({
  rules: [
    { name: 'lantern', words: ['red lantern', 'beacon', '红灯笼'] },
    { name: 'ticket', category: 'x/ticket', score: 0.7, patterns: ['TKT-[0-9]{4,6}'], stages: ['input'] },
  ],
});

async function found(text: string): Promise<readonly string[]> {
  const { spans } = await classify(rules, text, { policy });
  return spans.map(({ start, end }) => text.slice(start, end));
}

describe('rules classifier', () => {
  it.each([
    ['as written', 'The beacon is lit.', 'beacon'],
    ['in another case', 'The BEACON is lit.', 'BEACON'],
    ['a phrase', 'A red\nlantern hangs here.', 'red\nlantern'],
    ['look-alike letters', 'The bеасоn is lit.', 'bеасоn'],
    ['invisible characters', 'The bea\u200bcon is lit.', 'bea\u200bcon'],
    ['full width', 'The ｂｅａｃｏｎ is lit.', 'ｂｅａｃｏｎ'],
    ['leet', 'The b34c0n is lit.', 'b34c0n'],
    ['spelled letters', 'The b-e-a-c-o-n is lit.', 'b-e-a-c-o-n'],
    ['without gaps', 'r e d l a n t e r n s', 'r e d l a n t e r n'],
    ['a script without spaces', '门口挂着红灯笼很好看', '红灯笼'],
    ['base64', 'SGlkZSB0aGUgYmVhY29uIG5vdw==', 'SGlkZSB0aGUgYmVhY29uIG5vdw'],
    ['a pattern', 'See tkt-12345 for more.', 'tkt-12345'],
    ['a pattern, full width', 'See ＴＫＴ－１２３４５ for more.', 'ＴＫＴ－１２３４５'],
  ])('finds a term %s', async (_, text, passage) => {
    expect(await found(text)).toContain(passage);
  });

  it.each(['Beacons are not named.', 'A red and a green lantern.', 'TKT-12', 'the bea con', ''])(
    'finds no term in "%s"',
    async (text) => {
      expect(await found(text)).toEqual([]);
    },
  );

  it('applies the category, score and stages of each rule', async () => {
    const input = await classify(rules, 'TKT-1234 beacon', { policy });
    expect(input.scores).toEqual({ 'x/rules': 1, 'x/ticket': 0.7 });
    const output = await classify(rules, 'TKT-1234 beacon', { policy, stage: 'output' });
    expect(output.scores).toEqual({ 'x/rules': 1 });
  });

  it('redacts a term with a placeholder named after its rule', async () => {
    const redacting = policyWith({
      ...{ rules: [{ name: 'my-lantern', words: ['red lantern'] }] },
      categories: { 'x/rules': { action: 'redact' } },
    });
    const text = 'A red lantern.';
    const verdict = await createModerator({ policy: redacting }).moderate({
      stage: 'output',
      role: 'assistant',
      text,
      path: 'p',
      requestId: 'r',
    });
    expect(applyVerdict(text, verdict)).toMatch(/^A \[MY_LANTERN_[0-9A-F]{6}\]\.$/);
  });

  it('takes the rest of a text as one match after too many matches', async () => {
    const everywhere = policyWith({ rules: [{ name: 'any', patterns: ['a'] }] });
    const { spans } = await classify(rules, 'a'.repeat(5_000), { policy: everywhere });
    expect(spans.at(-1)).toMatchObject({ start: 1_000, end: 5_000 });
  });

  it.each(['(a+)+$', '(a|aa)+b', '(.*a){20}b'])(
    'comes to an end on the pattern %s',
    async (pattern) => {
      const hostile = policyWith({ rules: [{ name: 'hostile', patterns: [pattern] }] });
      await expect(classify(rules, `${'a'.repeat(20_000)}!`, { policy: hostile })).resolves.toBeDefined();
    },
    30_000,
  );

  it('searches for thousands of terms in one pass', async () => {
    const words = Array.from({ length: 5_000 }, (_, index) => `term${index} of many`);
    const many = policyWith({ rules: [{ name: 'many', words }] });
    const { spans } = await classify(rules, 'Some harmless prose. '.repeat(5_000) + 'term4711 of many', {
      policy: many,
    });
    expect(spans).toHaveLength(1);
  });
});
