import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

import { mulberry32, shuffle } from '../../../injection-training/random.js';
import { groupBy } from '../../../injection-training/training-text.js';
import { expandSection } from '../frames/expand-frames.js';
import { type FrameSection } from '../frames/frame-section.js';
import { parseFrames } from '../frames/parse-frames.js';
import { varyStyle } from '../frames/vary-style.js';
import { balanceLengths, lengthenRows } from './balance-lengths.js';
import { type WrittenRow } from './written-row.js';

const seed = 2_014;
const materialFolder = fileURLToPath(new URL('../material', import.meta.url));
const sharedFile = 'shared.txt';

/** Reads all sections of the material. */
export async function readSections(folder = materialFolder): Promise<readonly FrameSection[]> {
  const { slots } = parseFrames('shared', await readFile(join(folder, sharedFile), 'utf8'));
  const names = (await readdir(folder, { recursive: true })).filter(
    (name) => name.endsWith('.txt') && name !== sharedFile,
  );
  const files = names
    .sort()
    .map(async (name) => parseFrames(name.slice(0, -4), await readFile(join(folder, name), 'utf8'), slots));
  return (await Promise.all(files)).flatMap(({ sections }) => sections);
}

/** Makes the rows of all sections: filled, of like lengths on both sides of each kind, typed, without copies. */
export function makeRows(sections: readonly FrameSection[]): readonly WrittenRow[] {
  return groupBy(sections, ({ kind, labels }) => `${kind} ${labels.lang}`).flatMap((group, index) => {
    const random = mulberry32(seed + index);
    const filled = lengthenRows(
      group.flatMap((section) => expandSection(section, random)),
      random,
    );
    const rows = filled.map(({ row, section }) => ({
      ...row,
      text: section.isTyped ? varyStyle(row.text, random) : row.text,
      isPositive: isPositive(row),
    }));
    const unique = [...new Map(rows.map((row) => [`${row.context ?? ''} ${row.text.toLowerCase()}`, row])).values()];
    shuffle(unique, random);
    return balanceLengths(unique).map(({ isPositive: _isPositive, ...row }) => row);
  });
}

/** Checks whether a row is on the side of its kind that is to be found. */
export function isPositive({ harmful, categories }: Pick<WrittenRow, 'harmful' | 'categories'>): boolean {
  return harmful === 1 || categories.length > 0;
}
