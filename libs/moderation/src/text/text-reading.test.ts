import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { foldText } from './fold-text.js';
import { TextReading } from './text-reading.js';
import { toOriginalRange } from './text-view.js';

describe('TextReading', () => {
  it.each([
    ['as written', 'The beacon is lit.', 'beacon'],
    ['in look-alike letters', 'The bеасоn is lit.', 'bеасоn'],
    ['with invisible characters', 'The bea\u200bcon is lit.', 'bea\u200bcon'],
    ['with marks', 'The b\u0336e\u0336acon is lit.', 'b\u0336e\u0336acon'],
    ['in full width', 'The ｂｅａｃｏｎ is lit.', 'ｂｅａｃｏｎ'],
    ['in leet', 'The b34c0n is lit.', 'b34c0n'],
    ['letter by letter', 'The b.e.a.c.o.n is lit.', 'b.e.a.c.o.n'],
    ['letter by letter among words', 't h e   b e a c o n', 'b e a c o n'],
    ['in base64', `See ${Buffer.from('the beacon').toString('base64')}`, 'dGhlIGJlYWNvbg'],
  ])('reads a word %s and gives its range in the original text', (_, text, passage) => {
    const found = new TextReading(text).views.flatMap((view) => {
      const start = view.text.indexOf('beacon');
      return start < 0 ? [] : [toOriginalRange(view, start, start + 'beacon'.length)];
    });
    expect(found.map(({ start, end }) => text.slice(start, end))).toContain(passage);
  });

  it('marks a long run without word breaks as glued', () => {
    const glued = new TextReading('r.e.d.b.e.a.c.o.n.s').views.find(({ isGlued }) => isGlued);
    expect(glued?.text).toBe('redbeacons');
  });

  it('gives every code unit a range inside any text, in ascending order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        for (const { text: read, starts, ends } of new TextReading(text).views) {
          expect([starts.length, ends.length]).toEqual([read.length, read.length]);
          expect(starts).toEqual(starts.toSorted((a, b) => a - b));
          expect(starts.every((start, index) => start >= 0 && (ends[index] ?? 0) >= start)).toBe(true);
          expect(ends.every((end) => end <= text.length)).toBe(true);
        }
      }),
      { seed: 20_260_101, numRuns: 300 },
    );
  });
});

describe('foldText', () => {
  it.each(['हिन्दी', 'كتاب', 'ภาษาไทย'])('keeps the vowel signs of %s', (text) => {
    expect(foldText(text).text).toBe(text.normalize('NFKD'));
  });
});
