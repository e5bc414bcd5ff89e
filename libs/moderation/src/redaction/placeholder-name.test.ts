import { describe, expect, it } from '@jest/globals';

import {
  findKeptName,
  isReplacement,
  placeholderPattern,
  readKeptName,
  toHashName,
  toKeptName,
  toKeptNumberName,
  toPlaceholderName,
} from './placeholder-name.js';

const digest = '3fa9c1d20b7e4a5588aa';
const kept = toKeptName('EMAIL', digest, false);

describe('placeholder names', () => {
  it.each([
    ['a placeholder', toPlaceholderName('EMAIL', digest), 'EMAIL_3FA9C1'],
    ['a hash', toHashName('EMAIL', digest, false), 'EMAIL:3fa9c1d20b7e4a55'],
    ['a kept value', kept, 'EMAIL_3FA9C1D20B7E'],
    ['a kept number', toKeptName('CARD', digest, true), 'CARD_NUMBER_3FA9C1D20B7E'],
  ])('%s is written and recognised in a text', (_, name, written) => {
    expect(name).toBe(written);
    expect(isReplacement(`[${name}]`)).toBe(true);
    expect(`Mail [${name}] now`.match(placeholderPattern)).toEqual([`[${name}]`]);
  });

  it('gives the label of a placeholder in a text', () => {
    const found = [...`[${kept}_2] and [US_SSN_3FA9C1]`.matchAll(placeholderPattern)];
    expect(found.map(({ groups }) => groups?.['label'])).toEqual(['EMAIL', 'US_SSN']);
  });

  it.each([
    '[INST]',
    '[TODO_LATER]',
    '[EMAIL_3FA9C]',
    '[EMAIL:3FA9C1D20B7E4A55]',
    'EMAIL_3FA9C1',
    '[3fa9c1]',
    '[email_3FA9C1]',
  ])('takes %s for no placeholder', (text) => {
    expect(text.match(placeholderPattern)).toBeNull();
    expect(isReplacement(text)).toBe(false);
  });

  it.each([kept, `[${kept}]`, `"[${kept}]"`, String.raw`\"[${kept}]\"`])('reads the kept name of %s', (text) => {
    expect(readKeptName(text)).toBe(kept);
  });

  it('finds a kept name within a text, and marks it as a number', () => {
    expect(findKeptName(`get_[${kept}]`)).toBe(kept);
    expect(toKeptNumberName(`${kept}_2`)).toBe('EMAIL_NUMBER_3FA9C1D20B7E_2');
  });
});
