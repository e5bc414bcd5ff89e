import { type TextRange } from '../../contract/moderation-input.js';
import { type TextView, TextViewBuilder } from '../text-view.js';

/**
 * Matches runs of tag characters (U+E0000 to U+E007F), which show nothing, mirror ASCII, and are read by models. The tags of a
 * regional flag, such as Scotland's, stand behind a black flag and hide nothing.
 */
const tagRun = /(\u{1f3f4})?([\u{e0000}-\u{e007f}]+)/gu;

const longestFlag = 7;
const tagOffset = 0xe0000;

/** Finds the runs of tag characters, except those of flags. */
export function findHiddenText(text: string): readonly TextRange[] {
  // The first half of every tag character; most texts have none.
  if (!text.includes('\udb40')) return [];
  return [...text.matchAll(tagRun)].flatMap(({ 0: run, 1: flag = '', 2: tags = '', index }) =>
    flag !== '' && [...tags].length <= longestFlag ? [] : [{ start: index + flag.length, end: index + run.length }],
  );
}

/** The most characters of open hidden text that a stream holds. */
const maximumOpenText = 4_096;

/** Finds the start of tag characters that later text may continue, with their flag; undefined without any. */
export function findOpenHiddenText(text: string): number | undefined {
  const limit = Math.max(0, text.length - maximumOpenText);
  let start = text.length;
  while (start - 2 >= limit && /^[\u{e0000}-\u{e007f}]$/u.test(text.slice(start - 2, start))) start -= 2;
  if (text.slice(Math.max(0, start - 2), start) === '\u{1f3f4}') start -= 2;
  return start < text.length ? start : undefined;
}

/** Reads hidden text: one view per run, in which each tag character is the ASCII character that it mirrors. */
export function toHiddenViews(text: string): readonly TextView[] {
  return findHiddenText(text).map(({ start, end }) => {
    const builder = new TextViewBuilder();
    for (let position = start; position < end; position += 2) {
      const mirrored = (text.codePointAt(position) ?? tagOffset) - tagOffset;
      builder.append(String.fromCharCode(mirrored), position, position + 2);
    }
    return builder.build();
  });
}
