import { describe, expect, it } from '@jest/globals';

import { toReadableText } from './readable-text.js';

describe('toReadableText', () => {
  it.each([
    ['plain words in lower case', 'I will come, at 5 £ or 5€.', 'i will come, at 5 £ or 5€.'],
    ['letters with accents', 'Où ÊTES-vous? ¿Mañana? Größe, Łódź', 'ou etes-vous? ¿manana? große, łodz'],
    ['accents of their own', 'e\u0301 n\u0303 m\u0303 Z\u0336a\u0336', 'e n m za'],
    ['accents that it does not know', 'tiếng Việt, șoseaua, ǿ, İstanbul', 'tieng viet, soseaua, ø, istanbul'],
    ['compatibility forms', 'ﬁne ½ Ⅳ ｆｕｌｌ', 'fine 1⁄2 iv full'],
    ['signs', '¿20 °C → «3 × 4» ‽', '¿20 °c → «3 × 4»'],
    ['emoji behind a word', 'kill you🔪🔪 tonight ☃👍🏽', 'kill you tonight'],
    ['emoji in place of spaces', 'Stop🤬doing❤️\u200dthis, k🔪ill and g🤬o', 'stop doing this, kill and go'],
    ['signs in a word', 'k☃i\uE000l\ud800l', 'kill'],
    ['a sign that the vocabulary has for a space', 'a▁b', 'ab'],
    ['Cyrillic letters in Latin words', 'I wіll kіll yоu', 'i will kill you'],
    ['letters with a stroke, or in another size', 'ᴋill ⱥnd ƙill', 'kill and kill'],
    ['letters with a hook, turned or in bars', 'ɓomb ꝁᵻⱡⱡ ǝɐɔ həm', 'bomb kill eao hem'],
    ['letters that nobody knows', 'kƿill', 'kill'],
    ['words of other scripts', 'Good 你好 day, привет!', 'good day, !'],
    ['marks of other scripts', 'हिन्दी yes', 'yes'],
    ['characters that show nothing', 'k\u200bi\u0000ll', 'kill'],
    ['white space', ' a  b\t\n\u00a0\u2003c\n', 'a b c'],
  ])('reads %s', (_, text, readable) => {
    expect(toReadableText(text)).toBe(readable);
  });

  it.each([
    ['letters with accents', 'Où ÊTES-vous? ¿Mañana? Größe, Łódź', 'où êtes-vous? ¿mañana? größe, łódź'],
    ['accents of their own', 'e\u0301 n\u0303 m\u0303 a\u0308\u0301', 'é ñ m ä'],
    ['accents that the vocabulary does not have', 'tiếng Việt ẅ', 'tieng viet w'],
    ['capitals of other languages', 'İSTANBUL ẞ', 'istanbul ß'],
    ['Cyrillic letters in Latin words', 'Jе tе tuеrаi', 'je te tuerai'],
    ['words of other scripts, emoji and white space', 'Où 你好\n 😀 là', 'où là'],
  ])('keeps accents where the vocabulary has them: %s', (_, text, readable) => {
    expect(toReadableText(text, true)).toBe(readable);
  });

  it.each(['\u0301\u0316', '\u0f71\u0f72\u0f74'])('reads a flood of marks in the time of a text: %j', (marks) => {
    const startedAt = performance.now();
    expect(toReadableText(`k${marks.repeat(50_000)}ill`)).toBe('kill');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
