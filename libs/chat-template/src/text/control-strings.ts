import { foldText, foldTextWithRanges } from './fold-text.js';

/** A place where a text spells a control string. */
export interface ControlStringMatch {
  /** The control string that is spelled. */
  readonly controlString: string;
  /** `look-alike`: with other characters that fold to the same, or with white space or invisible characters inside. */
  readonly form: 'exact' | 'look-alike';
  /** Half open range of UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** Finds control strings in text. */
export type ControlStringScanner = (text: string) => readonly ControlStringMatch[];

/** Shorter names, such as that of `<s>`, are met too often with white space inside: `a < s > b`. */
const shortestSpacedName = 3;

/**
 * A scanner for some control strings, also in disguise. Nearly all texts hold none and are told apart in one cheap pass.
 * Overlapping matches are all reported. Linear in the length of the text.
 */
export function controlStringScanner(controlStrings: readonly string[]): ControlStringScanner {
  const byFolded = new Map(controlStrings.map((text) => [foldText(text), text]));
  byFolded.delete('');
  if (byFolded.size === 0) return () => [];
  const folded = [...byFolded.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(folded.map(escapePattern).join('|'), 'g');
  const firstCharacters = [...new Set(folded.map((text) => String.fromCodePoint(text.codePointAt(0) as number)))];
  // A disguised first character is never ASCII.
  const candidate = new RegExp(`[^\\t\\n\\r -~]|${firstCharacters.map(escapePattern).join('|')}`, 'u');
  return (text) => {
    if (!candidate.test(text)) return [];
    pattern.lastIndex = 0;
    return pattern.test(foldText(text)) ? matchesIn(text, pattern, byFolded) : [];
  };
}

function matchesIn(text: string, pattern: RegExp, byFolded: ReadonlyMap<string, string>): ControlStringMatch[] {
  const folded = foldTextWithRanges(text);
  const matches: ControlStringMatch[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(folded.text); match; match = pattern.exec(folded.text)) {
    const controlString = byFolded.get(match[0]) as string;
    const start = folded.starts[match.index] as number;
    const end = folded.ends[match.index + match[0].length - 1] as number;
    const spelled = text.slice(start, end);
    if (spelled === controlString) matches.push({ controlString, form: 'exact', start, end });
    else if (!/\s/.test(spelled) || lettersIn(controlString) >= shortestSpacedName) {
      matches.push({ controlString, form: 'look-alike', start, end });
    }
    // The next match may begin inside this one.
    pattern.lastIndex = match.index + 1;
  }
  return matches;
}

function lettersIn(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}

/** The text as a pattern that matches it alone. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
