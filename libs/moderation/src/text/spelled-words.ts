import { type TextView, ViewBuilder } from './fold-text.js';

/** Fewer single letters in a row than this are no spelled-out word. */
const minimumSpelledLetters = 3;

/** A run without a word break that is longer than most words holds several, and nobody can tell where they begin. */
const minimumGluedLetters = 10;

/** More characters than this between two letters are no separator. */
const maximumSeparator = 3;

/** `@` and `$` stand for letters. */
const words = /[\p{L}\p{N}\p{M}@$]+/gu;

interface SpelledLetter {
  readonly character: string;
  readonly index: number;
}

/**
 * Words that are spelled out letter by letter (`w o r d`, `w.o.r.d`, `w - o - r - d`), joined again: one view per run. A
 * gap that differs from the usual one of its run is the end of a word. A run that begins with `a` or `i` is given twice,
 * since that letter may be a word of its own.
 */
export function spelledOutViews(folded: TextView): readonly TextView[] {
  return spelledRuns(folded).flatMap((run) => {
    const whole = joinRun(folded, run);
    const first = run[0]?.character;
    return first === 'a' || first === 'i' ? [whole, joinRun(folded, run.slice(1))] : [whole];
  });
}

/** Where the last spelled-out run begins if the text's end may still belong to it; undefined when it does not. */
export function openSpelledRun(folded: TextView): readonly number[] | undefined {
  const run = singleLetterRuns(folded).at(-1);
  const last = run?.at(-1);
  if (run === undefined || last === undefined) return undefined;
  const rest = folded.text.length - (last.index + last.character.length);
  return rest <= maximumSeparator ? run.map(({ index }) => folded.starts[index] ?? 0) : undefined;
}

function spelledRuns(folded: TextView): readonly (readonly SpelledLetter[])[] {
  return singleLetterRuns(folded).filter((run) => run.length >= minimumSpelledLetters);
}

function singleLetterRuns(folded: TextView): readonly (readonly SpelledLetter[])[] {
  const runs: SpelledLetter[][] = [];
  let run: SpelledLetter[] | undefined;
  let previousEnd = 0;
  for (const { 0: character, index } of folded.text.matchAll(words)) {
    const isSingle = character.length === ((character.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
    if (!isSingle) {
      run = undefined;
    } else if (run !== undefined && index - previousEnd <= maximumSeparator) {
      run.push({ character, index });
    } else {
      run = [{ character, index }];
      runs.push(run);
    }
    previousEnd = index + character.length;
  }
  return runs;
}

function joinRun(folded: TextView, run: readonly SpelledLetter[]): TextView {
  const separators = run.slice(1).map((letter, position) => {
    const before = run[position];
    return before === undefined ? '' : folded.text.slice(before.index + before.character.length, letter.index);
  });
  const builder = new ViewBuilder();
  let breaks = 0;
  for (const [position, { character, index }] of run.entries()) {
    const start = folded.starts[index] ?? 0;
    if (isWordBreak(separators, position - 1)) {
      builder.append(' ', start, start);
      breaks += 1;
    }
    builder.append(character, start, folded.ends[index] ?? start);
  }
  const view = builder.build();
  return breaks === 0 && run.length >= minimumGluedLetters ? { ...view, isGlued: true } : view;
}

/**
 * A gap with a space in it that is no smaller than, and not the same as, one beside it stands between words:
 * `t.h.e w.o.r.d`, `t h e   w o r d`. Only its neighbours count, so that a stream is judged as the whole text.
 */
function isWordBreak(separators: readonly string[], position: number): boolean {
  const separator = separators[position];
  if (separator === undefined || !/\s/.test(separator)) return false;
  return [separators[position - 1], separators[position + 1]].some(
    (neighbour) => neighbour !== undefined && neighbour !== separator && neighbour.length <= separator.length,
  );
}

/** Shorter runs of base64 characters are words far more often than hidden text. */
const minimumEncodedCharacters = 12;
const encodedText = /[A-Za-z0-9+/_-]{12,}/g;

/**
 * What base64 passages of the text hold, where it is text: one view per passage, all of it standing for the whole passage.
 */
export function decodedViews(written: string): readonly TextView[] {
  const views: TextView[] = [];
  for (const match of written.matchAll(encodedText)) {
    const decoded = decodePassage(match[0]);
    if (decoded === undefined) continue;
    const builder = new ViewBuilder();
    builder.append(decoded, match.index, match.index + match[0].length);
    views.push(builder.build());
  }
  return views;
}

/** Where the last base64 passage begins if the text's end may still belong to it; undefined when it does not. */
export function openEncodedPassage(written: string): number | undefined {
  let start = written.length;
  while (start > 0 && /[A-Za-z0-9+/_-]/.test(written.charAt(start - 1))) start -= 1;
  return written.length - start >= minimumEncodedCharacters ? start : undefined;
}

/** Text that was encoded shows itself by decoding to nothing but text; a passage may begin anywhere in a group of four. */
function decodePassage(passage: string): string | undefined {
  for (let offset = 0; offset < 4; offset += 1) {
    const bytes = Buffer.from(passage.slice(offset), 'base64');
    // The passage may be cut inside a character at either end.
    const decoded = bytes.toString('utf8').replace(/^\ufffd{1,3}|\ufffd{1,3}$/g, '');
    if (decoded.length >= 6 && !/[^\t\n\r\P{C}]|\ufffd/u.test(decoded)) {
      return decoded;
    }
  }
  return undefined;
}
