import { inspect } from 'node:util';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { RedactionVault } from './vault.js';

const run = { seed: 20_260_301, numRuns: 1_000 };

function filledVault(): RedactionVault {
  const vault = new RedactionVault();
  vault.keep('EMAIL_3FA9C1', 'bob@harbour.org');
  vault.keep('CARD_NUMBER_00AA11', '4111111111111111', true);
  return vault;
}

describe('RedactionVault', () => {
  it.each([
    ['a placeholder in brackets', 'To [EMAIL_3FA9C1].', 'To bob@harbour.org.'],
    [
      'a placeholder without brackets, as in a URL',
      'https://x.org/?to=EMAIL_3FA9C1&a',
      'https://x.org/?to=bob@harbour.org&a',
    ],
    ['a placeholder in brackets of the text', '[[EMAIL_3FA9C1]]', '[bob@harbour.org]'],
    ['the quotes around a number', '{"pan": "[CARD_NUMBER_00AA11]"}', '{"pan": 4111111111111111}'],
    [
      'the escaped quotes around a number',
      '"{\\"pan\\":\\"[CARD_NUMBER_00AA11]\\"}"',
      '"{\\"pan\\":4111111111111111}"',
    ],
    ['a number without quotes', 'Card [CARD_NUMBER_00AA11]', 'Card 4111111111111111'],
    ['no quotes around a text', '{"to": "[EMAIL_3FA9C1]"}', '{"to": "bob@harbour.org"}'],
    ['no placeholder that is not in the vault', '[EMAIL_3FA9C2] [PHONE_3FA9C1]', '[EMAIL_3FA9C2] [PHONE_3FA9C1]'],
    ['no part of a longer word', 'XEMAIL_3FA9C1 EMAIL_3FA9C10', 'XEMAIL_3FA9C1 EMAIL_3FA9C10'],
  ])('restores %s', (_, text, restored) => {
    expect(filledVault().restore(text)).toBe(restored);
  });

  it('gives two values of one name two placeholders', () => {
    const vault = new RedactionVault();
    expect([vault.keep('A_1', 'a'), vault.keep('A_1', 'b'), vault.keep('A_1', 'a'), vault.keep('A_1', 'b')]).toEqual([
      'A_1',
      'A_1_2',
      'A_1',
      'A_1_2',
    ]);
    expect(vault.restore('[A_1] [A_1_2]')).toBe('a b');
  });

  it.each([{ maximumValues: 1 }, { maximumCharacters: 3 }])('keeps no value that would exceed %j', (options) => {
    const vault = new RedactionVault(options);
    vault.keep('FIRST_AAAAAA', 'abc');
    const second = vault.keep('SECOND_BBBBBB', 'd');
    expect(vault.isFull).toBe(true);
    expect(vault.restore(`[FIRST_AAAAAA] [${second}]`)).toBe('abc [SECOND_BBBBBB]');
    // A value that was refused has no entry, so nothing else may take a name from now on.
    expect(vault.keep('FIRST_AAAAAA', 'other')).not.toBe('FIRST_AAAAAA');
  });

  it('shows no value in JSON or in a console', () => {
    const vault = filledVault();
    expect(JSON.stringify(vault) + inspect(vault, { showHidden: true, depth: 9 })).not.toMatch(/bob|4111/);
  });

  it('finds the number of a placeholder that is a whole text', () => {
    const vault = filledVault();
    expect(vault.findNumber('[CARD_NUMBER_00AA11]')).toBe(4_111_111_111_111_111);
    expect(vault.findNumber('[EMAIL_3FA9C1]')).toBeUndefined();
    expect(vault.findNumber('a [CARD_NUMBER_00AA11]')).toBeUndefined();
  });
});

const piece = fc.constantFrom(
  ...[
    '[EMAIL_3FA9C1]',
    '"[CARD_NUMBER_00AA11]"',
    'EMAIL_3FA9C1',
    'CARD_NUMBER_00AA11',
    '[',
    ']',
    '"',
    '\\',
    '\\"',
    'A',
  ],
  ...['_1', ' ', 'a', '灯', '\\\\\\\\\\\\\\', 'LONG_'.repeat(50), 'EMAIL_3F', 'A9C1'],
);

describe('TextRestorer', () => {
  it('restores a text that is cut anywhere as it restores the whole', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(400), { maxLength: 20 }), (pieces, offsets) => {
        const text = pieces.join('');
        const ends = [...offsets.filter((offset) => offset < text.length).toSorted((a, b) => a - b), text.length];
        const restorer = filledVault().createTextRestorer();
        const restored = ends.map((end, index) => restorer.push(text.slice(ends[index - 1] ?? 0, end)));
        expect(restored.join('') + restorer.end()).toBe(filledVault().restore(text));
      }),
      run,
    );
  });

  it('holds no more of a text than a placeholder is long', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const restorer = filledVault().createTextRestorer();
        for (const one of pieces) {
          restorer.push(one);
          expect(restorer.held.length).toBeLessThan(260);
        }
      }),
      run,
    );
  });

  it('passes everything on at once while the vault is empty', () => {
    expect(new RedactionVault().createTextRestorer().push('To [EMAIL')).toBe('To [EMAIL');
  });
});
