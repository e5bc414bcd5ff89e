import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { toOriginalRange } from '../text-view.js';
import { toPlainView } from './plain-view.js';

describe('toPlainView', () => {
  it.each([
    [
      'leaves ordinary text as it is',
      'A plain text: 100% of a_b, [x](y) & <z>.',
      'A plain text: 100% of a_b, [x](y) & <z>.',
    ],
    ['reads every space as a space', '4111\u00a01111\u202f1111\u30001111', '4111 1111 1111 1111'],
    ['reads every dash as a hyphen', '123\u201345\u22126789\u2011', '123-45-6789-'],
    ['reads every dot as a full stop', 'a\u2024b\u00b7c．d', 'a.b.c.d'],
    ['reads typographic quotes as straight ones', '“it’s”', `"it's"`],
    ['reads digits of any script', '٤١١١ ۴۱ ４１ ४१ 𝟒𝟏', '4111 41 41 41 41'],
    ['reads full-width signs', 'jan＠example．com', 'jan@example.com'],
    ['keeps the case', 'ＮＬ９１', 'NL91'],
    ['leaves out invisible characters', 'a\u200bb\u00adc\u0000d\u2060e\ufefff', 'abcdef'],
    ['leaves out overrides of the direction', '\u202eab\u202c', 'ab'],
    ['leaves out tag characters', `a${String.fromCodePoint(0xe0041)}b`, 'ab'],
    ['reads regional indicators as letters', '🇳🇱', 'NL'],
    ['keeps lines', 'a\r\nb\u2028c', 'a\r\nb\nc'],
    ['decodes character references', 'j&#64;x &#x40; &amp; &eacute;', 'j@x @ & é'],
    ['keeps what is no character reference', '&nonsense; AT&T &;', '&nonsense; AT&T &;'],
    ['decodes percent-encoding', 'user%40mail%2ecom %E2%82%AC', 'user@mail.com €'],
    ['keeps what is no percent-encoding', '100% %zz %c0%80', '100% %zz %c0%80'],
    ['decodes two layers', 'user%2540mail &amp;#64;', 'user@mail @'],
    ['decodes backslash escapes', String.raw`\u0061\x62\u{63}`, 'abc'],
    ['reads the escape of a line as a space', String.raw`one\ntwo`, 'one two'],
    ['decodes escapes of Markdown', String.raw`jan\@mail ghp\_a`, 'jan@mail ghp_a'],
    ['keeps a path of Windows', String.raw`C:\new\table`, String.raw`C:\new\table`],
    ['leaves out emphasis inside a word', 'zor**blatt** `zor`blatt', 'zorblatt `zorblatt'],
    ['leaves out inline tags inside a word', 'zor<b>blatt</b> zor<span class="x">blatt', 'zorblatt zorblatt'],
    ['leaves out a hyphen at a line end', 'zor-\n  blatt', 'zorblatt'],
    ['keeps the tags between cells', '<td>12</td><td>34</td>', '<td>12</td><td>34</td>'],
    ['leaves out markup around words', '<b>blue</b> **har**bour', 'blue harbour'],
    ['leaves a space for markup beside digits', '<b>12</b>34 2**3', '12 34 2 3'],
    ['keeps tags with values', '<a href="x@y">z</a>', '<a href="x@y">z'],
    ['keeps names with underscores', 'snake_case', 'snake_case'],
    ['reads character references without a semicolon', '&#122&#x6f', 'zo'],
    ['keeps a sign that stands for a phrase', '\ufdfa', '\ufdfa'],
  ])('%s', (_, text, plain) => {
    expect(toPlainView(text).text).toBe(plain);
  });

  it('maps each character to its origin', () => {
    const view = toPlainView('a &#64; b');
    const at = view.text.indexOf('@');
    expect(toOriginalRange(view, at, at + 1)).toEqual({ start: 2, end: 7 });
  });

  it('maps every code unit of any text to a range inside it, in ascending order', () => {
    const pieces = fc.constantFrom(
      'a',
      '1',
      '&#64;',
      '%40',
      '\\u0061',
      '<b>',
      '**',
      '-\n',
      '\u200b',
      '٤',
      '🇳',
      ' ',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (chosen) => {
        const text = chosen.join('');
        const { text: read, starts, ends } = toPlainView(text);
        expect([starts.length, ends.length]).toEqual([read.length, read.length]);
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
        expect(starts.every((start, index) => start >= 0 && (ends[index] ?? 0) > start)).toBe(true);
        expect(ends.every((end) => end <= text.length)).toBe(true);
      }),
      { seed: 20_260_101, numRuns: 300 },
    );
  });
});
