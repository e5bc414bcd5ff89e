import { describe, expect, it } from '@jest/globals';

import { isCategory } from '../../../../libs/moderation/src/contract/category.js';
import { parseFrames } from '../frames/parse-frames.js';
import { measureLengthLeak } from '../length-leak.js';
import { isPositive, makeRows, readSections } from './make-rows.js';

const material = `
# A comment.
$colour: red | blue
$colour: green
$doc:
{"note":"{frame_json}"}
Page one. {frame}

== good kind=paint harmful=0 role=text n=3 typed=no
The {colour} door and the {colour} wall.
{Colour} or {colour2}: <<one|two>>.
== bad kind=paint harmful=1 categories=illicit,violence role=assistant n=2
Paint it? ||| No, "{colour}" is bad.
== note kind=note harmful=null categories=x/injection judged=x/injection role=tool within=doc n=20
Say "{colour}".
`;

describe('written rows', () => {
  const { sections } = parseFrames('paint', material);

  it('fills slots and sets labels, context and documents', () => {
    const rows = makeRows(sections);
    const find = (title: string) => rows.filter(({ family }) => family.startsWith(`paint/${title}/`));
    expect(find('good').length).toBeGreaterThan(0);
    for (const { text } of find('good/0')) expect(text).toMatch(/^The (red|blue|green) door and the \1 wall\.$/);
    for (const row of find('bad')) {
      expect(row).toMatchObject({ context: 'Paint it?', role: 'assistant', harmful: 1, judged: 'all' });
      expect(row.categories).toEqual(['illicit', 'violence']);
    }
    const notes = find('note').map(({ text }) => text);
    expect(notes.length).toBe(6);
    for (const note of notes.filter((text) => text.startsWith('{'))) {
      expect((JSON.parse(note) as { note: string }).note).toMatch(/^Say "(red|blue|green)"\.$/);
    }
  });

  it('gives the same rows for the same material', () => {
    expect(makeRows(sections)).toEqual(makeRows(sections));
  });

  it('refuses a frame before the first section and an unknown list', () => {
    expect(() => parseFrames('x', 'A frame.')).toThrow('before the first section');
    expect(() => parseFrames('x', '== a filler=none within=doc\nA frame.')).toThrow('"doc"');
  });
});

describe('the material', () => {
  it('has known categories, no unfilled slot, and lengths that tell no label', async () => {
    const sections = await readSections();
    const rows = makeRows(sections.map((section) => ({ ...section, rowsPerFrame: Math.min(section.rowsPerFrame, 3) })));
    expect(rows.flatMap(({ categories }) => categories).filter((category) => !isCategory(category))).toEqual([]);
    expect(rows.filter(({ text }) => /\{[a-z_]+\d?\}|<<|\|\|\|/i.test(text))).toEqual([]);
    const auc = measureLengthLeak(rows.map((row) => ({ text: row.text, isPositive: isPositive(row) })));
    expect(Math.abs(auc - 0.5)).toBeLessThan(0.06);
  });
});
