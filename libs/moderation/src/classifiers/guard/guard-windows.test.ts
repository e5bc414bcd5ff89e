import { describe, expect, it } from '@jest/globals';

import { drawnFrom } from '../../../testing/classify.js';
import { toReadableText } from './readable-text.js';
import { splitInHalves, splitIntoWindows, splitText } from './guard-windows.js';

const sizes = { size: 900, overlap: 200 };

describe('splitText', () => {
  it.each([
    ['white space', ' '.repeat(400)],
    ['lines', '\n'.repeat(400)],
    ['characters that show nothing', '\u200b'.repeat(400)],
    ['emoji', ` ${'😀'.repeat(200)} `],
  ])('keeps words together that are apart by %s', (_, filler) => {
    const words = Array.from({ length: 60 }, (__, index) => `word${index}`);
    const text = words.join(` ${filler}`);
    const windows = splitText(text, sizes);
    expect(windows).toEqual([{ start: 0, end: text.length }]);
    expect(toReadableText(text).split(/\s+/)).toEqual(words);
  });

  it.each(['', ' '.repeat(50), '\u200b'.repeat(50), '😀'.repeat(20)])(
    'leaves no character out between %j, and shares the overlap',
    (filler) => {
      const text = `${filler}${`some words ${filler}`.repeat(300)}`;
      const windows = splitText(text, sizes);
      expect(windows.length).toBeGreaterThan(3);
      expect([windows[0]?.start, windows.at(-1)?.end]).toEqual([0, text.length]);
      for (const [index, { start, end }] of windows.entries()) {
        expect(toReadableText(text.slice(start, end)).length).toBeLessThanOrEqual(sizes.size + filler.length);
        if (index > 0) expect(start).toBeLessThan(windows[index - 1]?.end ?? 0);
      }
    },
  );

  it.each([' ', '\u200b', '😀'])('is one window for a text of filler alone: %j', (filler) => {
    const text = filler.repeat(5_000);
    expect(splitText(text, sizes)).toEqual([{ start: 0, end: text.length }]);
  });
});

const pieces = ['word', ' ', 'a', '\n', '😀', '\u{1f469}\u200d\u{1f52c}', 'x'.repeat(40), '. ', '漢字', '\ud800'];

/** Writes a text of pieces that windows could cut in the wrong place. */
function writeText(draw: () => number, parts: number): string {
  return Array.from({ length: parts }, () => pieces[Math.floor(draw() * pieces.length)]).join('');
}

describe('splitIntoWindows', () => {
  it('leaves no character out, keeps to the size, and cuts no character in two', () => {
    const draw = drawnFrom(7);
    const problems: unknown[] = [];
    for (let round = 0; round < 300; round += 1) {
      const text = writeText(draw, Math.ceil(draw() * 120));
      const size = 16 + Math.floor(draw() * 200);
      const overlap = Math.floor((draw() * size) / 2);
      const windows = splitIntoWindows(text, { start: 0, end: text.length }, { size, overlap });
      let covered = 0;
      for (const { start, end } of windows) {
        const cutsCharacter = /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(end - 1, end + 1));
        if (start > covered || end <= covered || end - start > size || cutsCharacter) {
          problems.push({ text, size, overlap, start, end });
        }
        covered = end;
      }
      if (covered !== text.length) problems.push({ text, size, overlap, covered });
    }
    expect(problems).toEqual([]);
  });

  it('shares the overlap, up to a word', () => {
    const text = 'words of a text '.repeat(200);
    const windows = splitIntoWindows(text, { start: 0, end: text.length }, { size: 900, overlap: 200 });
    for (const [index, { start }] of windows.entries()) {
      const before = windows[index - 1];
      if (before !== undefined) expect(before.end - start).toBeGreaterThan(100);
      expect(text.charAt(start)).not.toBe(' ');
      expect(start === 0 || text.charAt(start - 1) === ' ').toBe(true);
    }
  });

  it('halves any range of 16 characters or more into smaller ones that cover it', () => {
    const draw = drawnFrom(11);
    const problems: unknown[] = [];
    for (let round = 0; round < 300; round += 1) {
      const text = writeText(draw, 40).padEnd(16, 'x');
      const end = Math.min(text.length, 16 + Math.floor(draw() * 100));
      const halves = splitInHalves(text, { start: 0, end });
      const isCovered = halves.every((half, index) => half.start <= (halves[index - 1]?.end ?? 0));
      const isSmaller = halves.every((half) => half.end - half.start < end);
      if (!isCovered || !isSmaller || halves.at(-1)?.end !== end) problems.push({ text, end, halves });
    }
    expect(problems).toEqual([]);
  });
});
