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

/** The term in tag characters, which show nothing. */
const hiddenBeacon = String.fromCodePoint(...[...'beacon'].map((letter) => 0xe0000 + letter.charCodeAt(0)));

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
    ['the plural', 'The beacons are lit.', 'beacons'],
    ['the possessive', 'The beacon’s light.', 'beacon'],
    ['a control character', 'The bea\u0000con is lit.', 'bea\u0000con'],
    ['tag characters', `The ${hiddenBeacon} is lit.`, hiddenBeacon],
    ['emphasis', 'The bea**con** is lit.', 'bea**con'],
    ['an inline tag', 'The bea<b>con</b> is lit.', 'bea<b>con'],
    ['a soft hyphen', 'The bea\u00adcon is lit.', 'bea\u00adcon'],
    ['a hyphen at a line end', 'The bea-\ncon is lit.', 'bea-\ncon'],
    ['repeated letters', 'The beeeeacon is lit.', 'beeeeacon'],
    ['reversed writing', 'The \u202enocaeb\u202c is lit.', '\u202enocaeb'],
    ['character references', 'The bea&#99;o&#x6e; is lit.', 'bea&#99;o&#x6e;'],
    ['percent-encoding', 'The bea%63on is lit.', 'bea%63on'],
    ['two layers of encoding', 'The bea%2563on is lit.', 'bea%2563on'],
    ['backslash escapes', String.raw`The be\u0061con is lit.`, String.raw`be\u0061con`],
    ['hexadecimal bytes', 'See 626561636f6e now.', '626561636f6e'],
    ['a list of hexadecimal bytes', 'See 62 65 61 63 6f 6e now.', '62 65 61 63 6f 6e'],
    ['regional indicators', 'The 🇧🇪🇦🇨🇴🇳 is lit.', '🇧🇪🇦🇨🇴🇳'],
    ['letters in squares', 'The 🅱🅴🅰🅲🅾🅽 is lit.', '🅱🅴🅰🅲🅾🅽'],
    ['base64 of the word alone', 'See YmVhY29u now.', 'YmVhY29u'],
    ['a no-break space', 'A red\u00a0lantern hangs here.', 'red\u00a0lantern'],
    ['a pattern, no-break hyphen', 'See tkt\u201112345 for more.', 'tkt\u201112345'],
    ['a pattern', 'See tkt-12345 for more.', 'tkt-12345'],
    ['a pattern, full width', 'See ＴＫＴ－１２３４５ for more.', 'ＴＫＴ－１２３４５'],
  ])('finds a term %s', async (_, text, passage) => {
    expect(await found(text)).toContain(passage);
  });

  it.each(['Beaconsfield is a town.', 'A red and a green lantern.', 'TKT-12', 'the bea con', ''])(
    'finds no term in "%s"',
    async (text) => {
      expect(await found(text)).toEqual([]);
    },
  );

  it.each([
    'A blue – harbour – plan.',
    'A blue/harbour|(plan).',
    'A bbbblllluuuueeee hhhhaaaarrrrbbbboooouuuurrrr ppppllllaaaannnn.',
    'A <b>blue</b> **harbour** plan.',
  ])('holds a term of several words until it is complete: %s', async (text) => {
    const phrase = policyWith({ rules: [{ name: 'plan', words: ['blue harbour plan'] }] });
    const { spans } = await classify(rules, text, { policy: phrase });
    const start = spans[0]?.start ?? 0;
    expect(start).toBeGreaterThan(0);
    for (let cut = 1; cut < text.length - 1; cut += 1) {
      const { settledTo = 0 } = await classify(rules, text.slice(0, cut), { policy: phrase, partial: true });
      expect(settledTo).toBeLessThanOrEqual(start);
    }
  });

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

  it.each(['(a+)+$', '(a|aa)+b', '(.*a){20}b'])('comes to an end on the pattern %s', async (pattern) => {
    const hostile = policyWith({ rules: [{ name: 'hostile', patterns: [pattern] }] });
    await expect(classify(rules, `${'a'.repeat(20_000)}!`, { policy: hostile })).resolves.toBeDefined();
  });

  it('searches for thousands of terms in one pass', async () => {
    const words = Array.from({ length: 5_000 }, (_, index) => `term${index} of many`);
    const many = policyWith({ rules: [{ name: 'many', words }] });
    const { spans } = await classify(rules, 'Some harmless prose. '.repeat(5_000) + 'term4711 of many', {
      policy: many,
    });
    expect(spans).toHaveLength(1);
  });
});
