/** Ways in which people hide words from a filter. Each takes a whole text. */
export const disguises: Readonly<Record<string, (text: string) => string>> = {
  none: (text) => text,
  homoglyph: (text) => mapLetters(text, { a: 'а', c: 'с', e: 'е', i: 'і', o: 'о', p: 'р', s: 'ѕ', x: 'х', y: 'у' }),
  'zero-width': (text) => [...text].join('\u200b'),
  leet: (text) => mapLetters(text, { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' }),
  spaced: (text) => [...text].join(' '),
  'spaced words': (text) => text.replace(/\p{L}{2,}/gu, (word) => [...word].join(' ')),
  dotted: (text) => [...text].join('.'),
  'dotted words': (text) => text.replace(/\p{L}{2,}/gu, (word) => [...word].join('.')),
  fullwidth: (text) =>
    text.replace(/[!-~]/g, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0)),
  combining: (text) => text.replace(/\p{L}/gu, (letter) => `${letter}\u0336`),
  base64: (text) => Buffer.from(text, 'utf8').toString('base64'),
};

function mapLetters(text: string, table: Readonly<Record<string, string>>): string {
  return [...text].map((letter) => table[letter.toLowerCase()] ?? letter).join('');
}
