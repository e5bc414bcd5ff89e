import { replaceInView, type TextView } from '../text-view.js';

/**
 * Marks that change the look of a part of a word and not its letters: emphasis of Markdown, inline tags of HTML, and a hyphen at
 * the end of a line.
 */
const insideWord =
  /(?<=\p{L})(?:(?:\*{1,3}|_{2}|~~|`|<\/?(?:a|abbr|b|bdi|big|code|em|font|i|ins|kbd|mark|s|small|span|strong|sub|sup|tt|u|var|wbr)(?:\s[^<>]{0,80})?\/?>|<!--[^<>]{0,80}-->){1,8}|-\r?\n[ \t]{0,8})(?=\p{L})/giu;

/** The most characters of markup that are left out in one place. */
const maximumMarkupLength = 160;

/** Leaves out markup and line-end hyphens between two letters. Between digits they are kept: they may divide cells of a table. */
export function dropInlineMarkup(view: TextView): TextView {
  return /[*_~`<]|-\r?\n/.test(view.text) ? replaceInView(view, insideWord, () => '') : view;
}

/** Finds the start of markup at the end that later text may put inside a word; undefined without any. */
export function findOpenMarkup(text: string): number | undefined {
  const tail = Math.max(0, text.length - maximumMarkupLength);
  const end = text.slice(tail);
  const tag = end.lastIndexOf('<');
  if (tag >= 0 && !end.includes('>', tag) && /^<(?:[a-z/!]|$)/i.test(end.slice(tag))) return tail + tag;
  const match = /(?:[*_~`]|<[^<>]{0,100}>|-\r?\n?[ \t]{0,8}){1,12}$/.exec(end);
  return match === null ? undefined : tail + match.index;
}
