import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { card } from '../../testing/card.js';
import { createModerator } from '../moderator/create-moderator.js';
import { definePolicy } from '../policy/parse-policy.js';
import { RedactionVault } from '../redaction/vault.js';
import { moderateArguments } from './moderate-arguments.js';
import { moderateValue } from './moderate-value.js';
import { restoreArguments, restoreValue } from './restore-value.js';

const moderator = createModerator({
  policy: definePolicy({ name: 'test', version: '1', redaction: { mode: 'restore' } }),
});
const source = { stage: 'tool-call', role: 'assistant', path: 'arguments', requestId: 'request-1' } as const;
const run = { seed: 20_260_501, numRuns: 100 };

describe('restoreValue', () => {
  const leaf = fc.constantFrom<unknown>(
    ...[card, 'Write to bob@harbour.org.', 4_111_111_111_111_111, 4_242_424_242_424_242n, 7, true, null],
    ...['4111111111111111', '{"pan": 4111111111111111}', 'https://example.dev/?to=bob@harbour.org', 'x'],
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('to', 'a b', 'eve@harbour.org', card), tie('tree')),
    ),
  }));

  it('gives back every value as it was before its redaction', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (value) => {
        const vault = new RedactionVault();
        const moderated = await moderateValue(moderator, { ...source, value }, { vault });
        const written = JSON.stringify(moderated.value, (_, one: unknown) =>
          typeof one === 'bigint' ? `${one}` : one,
        );
        expect(written).not.toMatch(/bob@|eve@|4111|4242/);
        const asNumbers = (one: unknown): unknown =>
          JSON.parse(JSON.stringify(one, (_, n: unknown) => (typeof n === 'bigint' ? Number(n) : n)) ?? 'null');
        expect(asNumbers(restoreValue(moderated.value, vault))).toEqual(asNumbers(value));
      }),
      run,
    );
  });

  it('gives back each part of a value that stands in several places', async () => {
    const vault = new RedactionVault();
    const value = ['4111 1111', '1111 1111', 4111];
    const whole = createModerator({
      policy: definePolicy({
        name: 'test',
        version: '1',
        redaction: { mode: 'restore' },
        rules: [{ name: 'card', patterns: ['4111 1111\\n1111 1111\\n4111'] }],
        categories: { 'x/rules': { action: 'redact' } },
      }),
    });
    const moderated = await moderateValue(whole, { ...source, value }, { vault });
    expect(JSON.stringify(moderated.value)).not.toMatch(/1111/);
    expect(restoreValue(moderated.value, vault)).toEqual(value);
  });

  it('returns a value without placeholders of the vault as it is', () => {
    const vault = new RedactionVault();
    vault.keep('EMAIL_AAAAAA', 'bob@harbour.org');
    const value = { at: new Date(0), to: '[EMAIL_BBBBBB]' };
    expect(restoreValue(value, vault)).toBe(value);
  });
});

describe('restoreArguments', () => {
  it.each([
    ['a text with quotes and line breaks', '{"to":"[KEY_AAAAAA]","n":1}', '{"to":"-----\\n\\"key\\"","n":1}'],
    ['a number', '{"pan":"[CARD_NUMBER_BBBBBB]"}', '{"pan":4111111111111111}'],
    ['a text that is no JSON', '{"pan":"[CARD_NUMBER_BBBBBB]"', '{"pan":4111111111111111'],
    ['no text without placeholders', '{"a":  "[KEY_CCCCCC]"}', '{"a":  "[KEY_CCCCCC]"}'],
  ])('restores %s', (_, text, restored) => {
    const vault = new RedactionVault();
    vault.keep('KEY_AAAAAA', '-----\n"key"');
    vault.keep('CARD_NUMBER_BBBBBB', '4111111111111111', true);
    expect(restoreArguments(text, vault)).toBe(restored);
  });

  it('gives back the arguments as the model wrote them', async () => {
    const vault = new RedactionVault();
    const text = '{"pan":4111111111111111,"to":["bob@harbour.org"],"note":"{\\"pan\\": 4111111111111111}"}';
    const moderated = await moderateArguments(moderator, { ...source, text }, { vault });
    expect(moderated.text).not.toMatch(/4111|bob/);
    expect(restoreArguments(moderated.text ?? '', vault)).toBe(text);
  });
});
