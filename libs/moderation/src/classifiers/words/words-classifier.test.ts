import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { disguises } from '../../../testing/disguises.js';
import { classify, foundBy } from '../../../testing/classify.js';
import { wordDataset } from './word-list.js';
import { createWordsClassifier, openingWords } from './words-classifier.js';

const words = createWordsClassifier();

describe('words classifier', () => {
  it.each(Object.keys(disguises).filter((name) => name !== 'spaced words'))(
    'finds a rude word under the disguise "%s"',
    async (name) => {
      const disguise = disguises[name] ?? String;
      for (const text of ['this is complete bullshit my friend', 'you motherfucker', 'what a dickhead he is']) {
        expect(await foundBy(words, disguise(text))).not.toEqual([]);
      }
    },
  );

  it('gives the range of a disguised word and no more', async () => {
    expect(await foundBy(words, 'Well, s.h.i.t is a word.')).toEqual(['s.h.i.t']);
    expect(await foundBy(words, 'Well, sh\u200bit is a word.')).toEqual(['sh\u200bit']);
    expect(await foundBy(words, 'Well, ｓｈｉｔ is a word.')).toEqual(['ｓｈｉｔ']);
  });

  it.each([
    'The assessment of the class was grand.',
    'People of Scunthorpe pass the time with analysis.',
    'Call me on 455 or 8008.',
    'A b c d e f g is how the song begins.',
    'U.S.A. and U.K. and e.g. and i.e.',
    'सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।',
    'يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق.',
    'มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ',
    '人人生而自由，在尊严和权利上一律平等。',
    'c2FtcGxlIHRleHQgd2l0aG91dCBoYXJt',
    '',
  ])('finds no word in "%s"', async (text) => {
    expect(await foundBy(words, text)).toEqual([]);
  });

  it('finds no word in numbered names', async () => {
    const names = [...'abcdefghijklmnopqrstuvwxyz'].flatMap((letter) =>
      Array.from({ length: 1000 }, (_, index) => letter + String(index)),
    );
    expect(await foundBy(words, names.join(', '))).toEqual([]);
    expect(await foundBy(words, 'a$$, d1ck and 5h17')).toEqual(['a$$', 'd1ck', '5h17']);
  });

  it('settles after each word, except one that may begin a term', async () => {
    const settled = async (text: string): Promise<string> =>
      text.slice(0, (await classify(words, text, { partial: true })).settledTo);
    expect(await settled('The ferry le')).toBe('The ferry ');
    expect(await settled('The ferry ')).toBe('The ferry ');
    expect(await settled('It is a double ')).toBe('It is a ');
    expect(await settled('It is a d0uble pen')).toBe('It is a ');
  });

  it('lists the first word of every term of several words', () => {
    const literals = JSON.stringify(
      wordDataset
        .build()
        .blacklistedTerms.map(({ pattern }) =>
          pattern.nodes.map((node) => ('chars' in node ? String.fromCodePoint(...node.chars) : '?')).join(''),
        ),
    );
    const withSpace = (JSON.parse(literals) as string[]).filter((term) => term.includes(' '));
    expect(withSpace.map((term) => term.split(' ')[0])).toEqual([...openingWords]);
  });

  it('gives spans inside any text and scores from 0 to 1', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        const { spans, scores } = await classify(words, text);
        for (const { start, end } of spans) expect(start >= 0 && start < end && end <= text.length).toBe(true);
        for (const score of Object.values(scores)) expect((score ?? 0) >= 0 && (score ?? 0) <= 1).toBe(true);
      }),
      { seed: 20_260_101, numRuns: 300 },
    );
  });

  it.each([
    ['spelled letters', 'a '.repeat(60_000)],
    ['one letter', 'f'.repeat(120_000)],
    ['marks', `a${'\u0301'.repeat(120_000)}`],
    ['base64', 'QUJD'.repeat(30_000)],
    ['separators', '. '.repeat(60_000)],
  ])(
    'ends in time on %s',
    async (_, text) => {
      await expect(classify(words, text)).resolves.toBeDefined();
    },
    30_000,
  );
});
