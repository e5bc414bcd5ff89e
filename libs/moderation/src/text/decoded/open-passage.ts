import { findOpenBase64Passage } from './base64-passages.js';
import { findOpenHexList } from './hex-passages.js';
import { findOpenHiddenText } from './hidden-text.js';
import { findOpenReversedPassage } from './reversed-passages.js';

/** The most characters of an open passage that are held: one without an end cannot be held for ever. */
const maximumOpenPassage = 4_096;

/** Finds the start of an encoded passage that later text may continue; the end of the text without any. */
export function findOpenPassage(text: string): number {
  const starts = [findOpenBase64Passage, findOpenHexList, findOpenHiddenText, findOpenReversedPassage].map(
    (find) => find(text) ?? text.length,
  );
  return Math.max(Math.min(...starts), text.length - maximumOpenPassage);
}
