import { foldText, foldTextWithRanges } from './fold-text.js';

/** Describes a range of a text that spells a control string. */
export interface ControlStringMatch {
  /** The control string that is spelled. */
  readonly controlString: string;
  /** `look-alike`: spelled with other characters that fold to the same, or with white space or invisible ones inside. */
  readonly form: 'exact' | 'look-alike';
  /** Half open range of UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** Finds control strings in text. */
type ControlStringScanner = (text: string) => readonly ControlStringMatch[];

/** Control strings with fewer letters, such as `<s>`, occur in harmless text with white space inside: `a < s > b`. */
const minimumSpacedLetters = 3;

/**
 * Creates a scanner for control strings and their look-alikes. It reports overlapping matches too, and is linear in the
 * length of the text. Most texts have no control string. These need only one cheap pass.
 */
export function controlStringScanner(controlStrings: readonly string[]): ControlStringScanner {
  const byFolded = new Map(controlStrings.map((text) => [foldText(text), text]));
  byFolded.delete('');
  if (byFolded.size === 0) return () => [];
  const folded = [...byFolded.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(folded.map(escapePattern).join('|'), 'g');
  const firstCharacters = [...new Set(folded.map((text) => String.fromCodePoint(text.codePointAt(0) as number)))];
  // A look-alike of the first character is never ASCII.
  const candidate = new RegExp(`[^\\t\\n\\r -~]|${firstCharacters.map(escapePattern).join('|')}`, 'u');
  return (text) => {
    if (!candidate.test(text)) return [];
    pattern.lastIndex = 0;
    return pattern.test(foldText(text)) ? findMatches(text, pattern, byFolded) : [];
  };
}

function findMatches(text: string, pattern: RegExp, byFolded: ReadonlyMap<string, string>): ControlStringMatch[] {
  const folded = foldTextWithRanges(text);
  const matches: ControlStringMatch[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(folded.text); match; match = pattern.exec(folded.text)) {
    const controlString = byFolded.get(match[0]) as string;
    const start = folded.starts[match.index] as number;
    const end = folded.ends[match.index + match[0].length - 1] as number;
    const spelled = text.slice(start, end);
    if (spelled === controlString) matches.push({ controlString, form: 'exact', start, end });
    else if (!/\s/.test(spelled) || countLetters(controlString) >= minimumSpacedLetters) {
      matches.push({ controlString, form: 'look-alike', start, end });
    }
    // The next match may begin inside this one.
    pattern.lastIndex = match.index + 1;
  }
  return matches;
}

function countLetters(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}

/** Escapes a text, so that it is a regular expression which matches only the text itself. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
