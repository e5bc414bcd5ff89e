import { type TextView, TextViewBuilder } from '../text-view.js';

/** The fewest characters of a reversed passage: fewer hide no word. */
const minimumCharacters = 4;

/** The most characters of a reversed passage. */
const maximumCharacters = 4_096;

/** A passage that a right-to-left override shows in reverse, up to the end of the override or of the line. */
const overridden = new RegExp(`\\u202e([^\\u202c\\u2069\\n\\r]{${minimumCharacters},${maximumCharacters}})`, 'gu');

/** Reads the passages that a right-to-left override shows in reverse, as a reader sees them: one view per passage. */
export function toReversedViews(text: string): readonly TextView[] {
  if (!text.includes('\u202e')) return [];
  return [...text.matchAll(overridden)].map(({ 0: passage, 1: shown = '', index }) => {
    const builder = new TextViewBuilder();
    builder.append([...shown].reverse().join(''), index, index + passage.length);
    return builder.build();
  });
}

/** Finds the start of a reversed passage that later text may continue; undefined when the text ends with none. */
export function findOpenReversedPassage(text: string): number | undefined {
  const start = text.lastIndexOf('\u202e');
  const isOpen =
    start >= 0 && text.length - start <= maximumCharacters && !/[\u202c\u2069\n\r]/.test(text.slice(start));
  return isOpen ? start : undefined;
}
