import { describe, expect, it } from '@jest/globals';
import { isValidIBAN } from 'ibantools';
import { stdnum } from 'stdnum';

import { Random } from '../seeded/random.js';
import { personalKinds, writeBenignTexts, writePersonalTexts } from './personal-texts.js';
import { makeCard, makeIban, nationalNumbers } from './values.js';

const draw = <Value>(make: (random: Random) => Value): readonly Value[] => {
  const random = new Random(1, 'test');
  return Array.from({ length: 200 }, () => make(random));
};
const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
const isLuhn = (number: string): boolean => {
  const digits = [...number].reverse().map(Number);
  return digits.reduce((sum, digit, index) => sum + (index % 2 === 0 ? digit : (doubled[digit] ?? 0)), 0) % 10 === 0;
};

describe('writePersonalTexts', () => {
  it('writes the same texts on every run, equally many of each kind', () => {
    const texts = writePersonalTexts(100);
    expect(writePersonalTexts(100)).toEqual(texts);
    for (const kind of personalKinds) expect(texts.filter((text) => text.kind === kind)).toHaveLength(10);
  });

  it('marks the place of the value in every text', () => {
    for (const { text, start, end } of writePersonalTexts(300)) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(text.slice(start, end)).not.toContain('{}');
      expect(end).toBeLessThanOrEqual(text.length);
    }
  });
});

describe('writeBenignTexts', () => {
  it('writes the same texts on every run and fills every place', () => {
    const texts = writeBenignTexts(100);
    expect(writeBenignTexts(100)).toEqual(texts);
    for (const text of texts) expect(text).not.toContain('{}');
  });
});

describe('the numbers of the personal texts', () => {
  it('have the check digits of cards and bank accounts', () => {
    for (const card of draw(makeCard)) expect(isLuhn(card.replace(/\D/g, ''))).toBe(true);
    for (const iban of draw(makeIban)) expect(isValidIBAN(iban.replaceAll(' ', ''))).toBe(true);
  });

  it.each([
    ['BSN', nationalNumbers.NL, stdnum.NL?.bsn],
    ['IdNr', nationalNumbers.DE, stdnum.DE?.idnr],
    ['NIR', nationalNumbers.FR, stdnum.FR?.nir],
    ['codice fiscale', nationalNumbers.IT, stdnum.IT?.codicefiscale],
  ])('have the check digits of a %s', (_name, make, validator) => {
    for (const number of draw(make))
      expect({ number, ...validator?.validate(number) }).toMatchObject({ number, isValid: true });
  });

  it('have the letter of a DNI or NIE', () => {
    for (const number of draw(nationalNumbers.ES))
      expect([stdnum.ES?.dni, stdnum.ES?.nie].some((validator) => validator?.validate(number).isValid)).toBe(true);
  });
});
