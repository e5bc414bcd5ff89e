import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StopStrings } from './stop-strings.js';

/** Passes a text through in these pieces, and returns the text that a caller sees. */
function show(pieces: readonly string[], stops: readonly string[]): string {
  const stopStrings = new StopStrings(stops);
  let shown = '';
  for (const piece of pieces) {
    const result = stopStrings.push(piece);
    shown += result.text;
    if (result.stop !== undefined) return shown;
  }
  return shown + stopStrings.flush();
}

describe('StopStrings', () => {
  it.each([
    { pieces: ['a', 'b', 'c'], stops: [], shown: 'abc' },
    { pieces: ['one\n', '\ntwo'], stops: ['\n\n'], shown: 'one' },
    { pieces: ['EN', 'D'], stops: ['END'], shown: '' },
    { pieces: ['the EN', 'd'], stops: ['END'], shown: 'the ENd' },
    { pieces: ['aab'], stops: ['ab'], shown: 'a' },
    { pieces: ['x', 'STOP', 'y'], stops: ['', 'OP', 'STOP'], shown: 'x' },
    { pieces: ['held EN'], stops: ['END'], shown: 'held EN' },
  ])('passes on "$shown" of $pieces with the stop strings $stops', ({ pieces, stops, shown }) => {
    expect(show(pieces, stops)).toBe(shown);
  });

  it('names the stop string that comes first', () => {
    expect(new StopStrings(['two', 'one']).push('one two')).toEqual({ text: '', stop: 'one' });
    expect(new StopStrings(['two', 'one']).push('three')).toEqual({ text: 'three' });
  });

  it('shows the text before the first stop string, however it is split, and never a part of one', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 40 });
    const stop = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), fc.array(stop, { maxLength: 3 }), (pieces, stops) => {
        const whole = pieces.join('');
        const starts = stops.map((one) => whole.indexOf(one)).filter((start) => start >= 0);
        // A stop string counts when it is complete, so the pieces decide between two that overlap.
        const shown = show(pieces, stops);
        expect(whole.startsWith(shown)).toBe(true);
        for (const one of stops) expect(shown.includes(one)).toBe(false);
        if (starts.length === 0) expect(shown).toBe(whole);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
