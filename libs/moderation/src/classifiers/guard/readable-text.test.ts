import { describe, expect, it } from '@jest/globals';

import { toReadableText } from './readable-text.js';

describe('toReadableText', () => {
  it.each([
    ['plain words', 'I will 😀 come, at 5 £ or 5€.', 'I will 😀 come, at 5 £ or 5€.'],
    ['letters with accents', 'Đường naïve, Șoseaua, søster, Łódź', 'Đường naïve, Șoseaua, søster, Łódź'],
    ['a sign at a word', 'kill you🔪🔪 tonight☃', 'kill you 🔪🔪 tonight ☃'],
    ['signs in a word', 'k☃ill', 'k ☃ ill'],
    ['characters of nobody in a word', 'kill\uE000you', 'kill \uE000 you'],
    ['Cyrillic letters in Latin words', 'I wіll kіll yоu', 'I will kill you'],
    ['letters with a stroke in size or form', 'ᴋill ⱥnd ƙill', 'kill and kill'],
    ['words of other scripts', 'Good 你好 day, привет!', 'Good  day, !'],
    ['marks of other scripts', 'हिन्दी yes', '् yes'],
    ['characters that show nothing', 'k\u200bi\u0000ll', 'kill'],
  ])('reads %s', (_, text, readable) => {
    expect(toReadableText(text)).toBe(readable);
  });
});
