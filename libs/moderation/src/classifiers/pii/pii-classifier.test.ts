import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { classify } from '../../../testing/classify.js';
import { createModerator } from '../../moderator/create-moderator.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { createPiiClassifier } from './pii-classifier.js';

const pii = createPiiClassifier();

async function found(text: string): Promise<readonly (readonly [string | undefined, string])[]> {
  const { spans } = await classify(pii, text);
  return spans.filter(({ score }) => score >= 0.5).map(({ start, end, label }) => [label, text.slice(start, end)]);
}

describe('pii classifier', () => {
  it.each([
    ['EMAIL', 'write to jane.doe+news@mail.example.co.uk today', 'jane.doe+news@mail.example.co.uk'],
    ['PHONE', 'call +44 20 7946 0958 now', '+44 20 7946 0958'],
    ['PHONE', 'my number is (541) 754-3010', '(541) 754-3010'],
    ['CARD', 'pay with 4111 1111 1111 1111 please', '4111 1111 1111 1111'],
    ['CARD', 'pay with 4111111111111111', '4111111111111111'],
    ['CARD', '4111-1111-1111-1111 12/27 123', '4111-1111-1111-1111'],
    ['CARD', 'no. 12 4111 1111 1111 1111 123', '4111 1111 1111 1111'],
    ['CARD', '3782 822463 10005', '3782 822463 10005'],
    ['IBAN', 'send it to DE89 3704 0044 0532 0130 00 today', 'DE89 3704 0044 0532 0130 00'],
    ['US_SSN', 'SSN 460-89-9847', '460-89-9847'],
    ['IP_ADDRESS', 'from 81.2.69.142 at noon', '81.2.69.142'],
    ['NL_BSN', 'BSN 111222333', '111222333'],
    ['FR_NIR', 'numéro 1 84 12 76 451 089 46', '1 84 12 76 451 089 46'],
    ['DE_TAX_ID', 'Steuer-ID 36 574 261 809', '36 574 261 809'],
    ['IT_CODICE_FISCALE', 'il codice RCCMNL83S18D969H', 'RCCMNL83S18D969H'],
    ['ES_DNI', 'DNI 54362315K', '54362315K'],
  ])('finds %s in "%s"', async (label, text, passage) => {
    expect(await found(text)).toEqual([[label, passage]]);
  });

  it.each([
    'In 2024 there were 1,234,567 visitors, 12% more than in 2023.',
    'The meeting is on 2024-11-05 at 10:30 in room 4.',
    'Version 10.2.33.1-beta is out; see section 3.2.1.4 of RFC 9110.',
    'Order 4111 1111 1111 1112 was lost.',
    'The id is 550e8400-e29b-41d4-a716-446655440000.',
    'pi is 3.14159265358979323846',
    'ISBN 978-3-16-148410-0',
    'a@b, @home and user@localhost',
    '',
  ])('finds no personal data in "%s"', async (text) => {
    expect(await found(text)).toEqual([]);
  });

  it.each([
    ['x/pii/email', 'bob@acme.nl'],
    ['x/pii/phone', '+31 6 12345678'],
    ['x/pii/card', '4111 1111 1111 1111'],
    ['x/pii/iban', 'NL91 ABNA 0417 1643 00'],
    ['x/pii/national-id', 'SSN 460-89-9847'],
    ['x/pii/national-id', 'BSN 111222333'],
    ['x/pii/ip-address', 'from 81.2.69.142'],
  ] as const)('names its kind with the category %s: %s', async (category, text) => {
    const { spans } = await classify(pii, text);
    expect(spans.map((span) => span.category)).toEqual([category]);
    expect(pii.categories).toContain(category);
  });

  it('lets a policy block cards and let mail pass', async () => {
    const policy = definePolicy({
      name: 'test',
      version: '1',
      categories: { 'x/pii': { action: 'block' }, 'x/pii/email': { action: 'monitor' } },
    });
    const moderator = createModerator({ policy });
    expect(await moderator.check('mail bob@acme.nl')).toMatchObject({ outcome: 'allow', scores: { 'x/pii': 1 } });
    expect(await moderator.check('pay with 4111 1111 1111 1111')).toMatchObject({
      outcome: 'block',
      categories: ['x/pii/card'],
    });
  });

  it('gives spans inside any text that do not overlap', async () => {
    const pieces = fc.constantFrom(
      '4111',
      '1111',
      ' ',
      '-',
      '+1',
      '541',
      '@',
      'a.b',
      '.com',
      'GB82',
      'WEST',
      'ssn',
      '7',
      '\n',
      '👩',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(pieces, { maxLength: 60 }).map((list) => list.join('')),
        async (text) => {
          const { spans } = await classify(pii, text);
          for (const [index, { start, end }] of spans.entries()) {
            expect(start >= (spans[index - 1]?.end ?? 0) && start < end && end <= text.length).toBe(true);
          }
        },
      ),
      { seed: 20_260_101, numRuns: 300 },
    );
  });

  it.each([
    ['digits', '1'.repeat(200_000)],
    ['spaced digits', '1 '.repeat(100_000)],
    ['hyphens', '1-'.repeat(100_000)],
    ['at signs', 'a@'.repeat(100_000)],
    ['dots', 'a.'.repeat(100_000)],
    ['addresses', 'a@b.co '.repeat(30_000)],
    ['account numbers', 'GB82'.repeat(50_000)],
    ['colons', '1:'.repeat(100_000)],
    ['account numbers apart', 'NL91 '.repeat(40_000)],
    ['cards', 'card 4 4 4 4 4 4 4 4 '.repeat(10_000)],
    ['open quotes', '"a b'.repeat(50_000)],
    ['spelled signs', 'a (at) b.c '.repeat(20_000)],
    ['brackets', '1('.repeat(100_000)],
  ])('ends in time on %s', async (_, text) => {
    await expect(classify(pii, text)).resolves.toBeDefined();
  });
});
