import { replaceInView, type TextView } from '../text-view.js';

/** An inline tag of HTML, without attributes that could hold a value: they are text of their own. */
const tag = String.raw`<\/?(?:a|abbr|b|bdi|big|code|em|font|i|ins|kbd|mark|s|small|span|strong|sub|sup|tt|u|var|wbr)(?:\s(?:class|style|dir|lang)=["']?[^<>@\d]{0,80})?\s?\/?>|<!--[^<>@\d]{0,80}-->`;

/** Marks that change the look of text and not its letters: emphasis of Markdown and inline tags. Single signs count inside words. */
const markup = new RegExp(String.raw`(?:${tag}|\*\*|__|~~){1,8}|(?<=\p{L})(?:\*|\x60|\*{3})(?=\p{L})`, 'giu');

/** A hyphen at the end of a line divides a word. */
const lineEndHyphen = /(?<=\p{L})-\r?\n[ \t]{0,8}(?=\p{L})/gu;

/** The most characters of markup that are left out in one place. */
const maximumMarkupLength = 160;

/**
 * Leaves out emphasis, inline tags and line-end hyphens. Between two letters nothing is left; beside a digit a space, because such
 * markup may divide the cells of a table.
 */
export function dropInlineMarkup(view: TextView): TextView {
  if (!/[*_~`<]|-\r?\n/.test(view.text)) return view;
  const withoutMarkup = replaceInView(view, markup, ({ 0: found, index, input }) => {
    const before = input.charAt(index - 1);
    const after = input.charAt(index + found.length);
    if (!/[\p{L}\p{N}]/u.test(before) || !/[\p{L}\p{N}]/u.test(after)) return '';
    return /\p{L}/u.test(before) && /\p{L}/u.test(after) ? '' : ' ';
  });
  return replaceInView(withoutMarkup, lineEndHyphen, () => '');
}

/** Finds the start of markup at the end that later text may put inside a word; undefined without any. */
export function findOpenMarkup(text: string): number | undefined {
  const tail = Math.max(0, text.length - maximumMarkupLength);
  const end = text.slice(tail);
  const open = end.lastIndexOf('<');
  if (open >= 0 && !end.includes('>', open) && /^<(?:[a-z/!]|$)/i.test(end.slice(open))) return tail + open;
  const match = /(?:[*_~`]|<[^<>]{0,100}>|-\r?\n?[ \t]{0,8}){1,12}$/.exec(end);
  return match === null ? undefined : tail + match.index;
}
