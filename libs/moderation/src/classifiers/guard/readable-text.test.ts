import { describe, expect, it } from '@jest/globals';

import { toReadableText } from './readable-text.js';

describe('toReadableText', () => {
  it.each([
    ['plain words', 'I will come, at 5 £ or 5€.', 'I will come, at 5 £ or 5€.'],
    ['letters with accents', 'Đường naïve, Șoseaua, søster, Łódź, ǿ', 'Đường naïve, Șoseaua, søster, Łódź, ǿ'],
    ['signs that it knows', '¿20 °C → «3 × 4» ★?', '¿20 °C → «3 × 4» ★?'],
    ['a sign behind a word', 'kill you🔪🔪 tonight ☃', 'kill you tonight '],
    ['signs in a word', 'k☃i\uE000l\ud800l', 'kill'],
    ['punctuation of no word', 'kill you‽ ⁂', 'kill you '],
    ['Cyrillic letters in Latin words', 'I wіll kіll yоu', 'I will kill you'],
    ['letters with a stroke, or in another size', 'ᴋill ⱥnd ƙill', 'kill and kill'],
    ['letters that nobody knows', 'kƿill', 'kill'],
    ['words of other scripts', 'Good 你好 day, привет!', 'Good  day, !'],
    ['marks of other scripts', 'हिन्दी yes', '् yes'],
    ['characters that show nothing', 'k\u200bi\u0000ll', 'kill'],
  ])('reads %s', (_, text, readable) => {
    expect(toReadableText(text)).toBe(readable);
  });
});
