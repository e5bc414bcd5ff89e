import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { disguises } from '../../../testing/disguises.js';
import { classify, foundBy } from '../../../testing/classify.js';
import { createWordsClassifier } from './words-classifier.js';

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
    'color: #fa6600; background: #fa6;',
    'commit fa68d0a',
    'ping 2001:db8::fa6',
    'fa629b4a-08a1-4e0c-9fa6-0c5fa9fa6a11',
    'FA9 and FA6 are aircraft parts.',
    'The H264 and MP3 of the A55 are on F4.',
    'Aku arep nggawe kopi.',
    'He was niggardly with praise and sniggered.',
    'Alan Cumming read a niggling note.',
    'A basset hound, a cocktail and a shiitake.',
    'Tirage au sort, cuneiform, cumulus and raccoons.',
    '',
  ])('finds no word in "%s"', async (text) => {
    expect(await foundBy(words, text)).toEqual([]);
  });

  it.each([
    ['an idiom', 'A chink in the armour of the plan.'],
    ['a degree', 'She left magna cum laude.'],
    ['a name', 'Kike Hernández hit a home run, you know.'],
    ['a dish', 'We had faggots and mushy peas.'],
    ['a plant', 'Add two kaffir lime leaves.'],
    ['a bird', 'The house is spic and span.'],
    ['a name with a particle', 'A poem about my friend Dick van Dyke.'],
    ['a person', 'Dick Cheney and Tricky Dick.'],
    ['a phrase of law', 'Habeas corpus cum causa, a place-cum-office.'],
    ['the subject of a text', 'The report counts the use of the word negro in old laws.'],
  ])('takes a word with a harmless sense for weak evidence in %s', async (_, text) => {
    expect(await foundBy(words, text, 0.3)).toEqual([]);
  });

  it.each([
    ['you are a filthy kike', 'kike'],
    ['shut up you chink', 'chink'],
    ['kill all faggots', 'faggots'],
    ['those fags deserve to die', 'fags'],
    ['what a fucking retard', 'retard'],
    ['you dick', 'dick'],
    ['he came all over, cum on her pussy', 'cum'],
  ])('counts it fully beside a second sign: %s', async (text, word) => {
    expect(await foundBy(words, text, 0.7)).toContain(word);
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

  it('decides alike on a text however a stream cuts it', async () => {
    const pieces = [
      'you ',
      'chink',
      ' in the ',
      'armour ',
      'dirty ',
      'sh\u200bit ',
      'b&#105;tch',
      '<b>',
      'fu</b>ck',
      'zor-\n',
      'cum ',
      'laude ',
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), fc.nat(), async (chosen, at) => {
        const text = chosen.join('') + 'x'.repeat(20);
        const cut = at % (text.length + 1);
        const { spans: early, settledTo = 0 } = await classify(words, text.slice(0, cut), { partial: true });
        const { spans } = await classify(words, text);
        const settled = (all: typeof spans) => all.filter(({ end }) => end <= settledTo);
        expect(settled(early)).toEqual(settled(spans));
        expect(spans.some(({ start, end }) => start < settledTo && end > settledTo)).toBe(false);
      }),
      { seed: 20_260_101, numRuns: 300 },
    );
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
    ['signs that may be letters', '@'.repeat(120_000)],
    ['hexadecimal bytes', '66 '.repeat(40_000)],
    ['open escapes', '&#'.repeat(60_000)],
    ['open tags', 'a<b '.repeat(30_000)],
  ])('ends in time on %s', async (_, text) => {
    await expect(classify(words, text)).resolves.toBeDefined();
  });
});
