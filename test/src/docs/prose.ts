/** Removes code, tables and headings of a page: the rest is prose. */
function toProse(page: string): string {
  return page
    .replace(/^```[^]*?^```$/gm, '\n')
    .replace(/<!--[^]*?-->/g, '')
    .replace(/^(?:\||#).*$/gm, '\n')
    .replace(/`[^`]*`/g, 'code')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}

/** Finds the sentences of a page's prose. A list item begins a new one; a colon or a semicolon ends one. */
export function findSentences(page: string): readonly string[] {
  return toProse(page)
    .split(/\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )/)
    .flatMap((paragraph) => paragraph.replace(/\s+/g, ' ').split(/(?<=[.!?:;])\s/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** Finds where a page leads. */
export function findLinks(page: string): readonly string[] {
  const prose = page.replace(/^```[^]*?^```$/gm, '').replace(/`[^`]*`/g, (code) => code.replace(/[[\]()]/g, ''));
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
}

/** Finds the names by which the headings of a page are linked, as GitHub makes them. */
export function findHeadings(page: string): readonly string[] {
  return [...page.replace(/^```[^]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}
