import { findOpenEscape, findOpenMarkup } from './plain/index.js';

/** The most characters of open escapes and markup in a row. */
const maximumOpenJoin = 512;

/** Finds the start of escapes and markup at the end that may join the word before with later text. */
export function findOpenJoin(text: string): number {
  const limit = Math.max(0, text.length - maximumOpenJoin);
  let start = text.length;
  for (;;) {
    const written = text.slice(limit, start);
    const open = findOpenEscape(written) ?? findOpenMarkup(written);
    if (open === undefined || limit + open >= start) return start;
    start = limit + open;
  }
}
