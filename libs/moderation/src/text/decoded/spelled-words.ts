import { type TextView, TextViewBuilder } from '../text-view.js';

/** The fewest single letters in a row that make a spelled-out word. */
const minimumSpelledLetters = 3;

/** A run of this many letters without a word break is taken for several words with unknown boundaries. */
const minimumGluedLetters = 10;

/** The most characters between two letters of a spelled-out word. */
const maximumSeparatorLength = 3;

/** Matches words; `@` and `$` stand for letters. */
const words = /[\p{L}\p{N}\p{M}@$]+/gu;

interface SpelledLetter {
  readonly character: string;
  readonly index: number;
}

/**
 * Joins words that are spelled out letter by letter, such as `w.o.r.d` and `w - o - r - d`.
 *
 * Each run of letters gives a view. A gap that differs from the usual one of its run is the end of a word. A run that
 * begins with `a` or `i` gives a second view without that letter, which may be a word of its own.
 */
export function toSpelledViews(folded: TextView): readonly TextView[] {
  const spelledRuns = findSingleLetterRuns(folded).filter((run) => run.length >= minimumSpelledLetters);
  return spelledRuns.flatMap((run) => {
    const whole = joinLetters(folded, run);
    const first = run[0]?.character;
    return first === 'a' || first === 'i' ? [whole, joinLetters(folded, run.slice(1))] : [whole];
  });
}

/**
 * Finds the spelled-out run that later text may continue; undefined when the text ends with none.
 * @returns where each letter of the run starts in the original text.
 */
export function findOpenSpelledRun(folded: TextView): readonly number[] | undefined {
  const run = findSingleLetterRuns(folded).at(-1);
  const last = run?.at(-1);
  if (run === undefined || last === undefined) return undefined;
  const rest = folded.text.length - (last.index + last.character.length);
  return rest <= maximumSeparatorLength ? run.map(({ index }) => folded.starts[index] ?? 0) : undefined;
}

function findSingleLetterRuns(folded: TextView): readonly (readonly SpelledLetter[])[] {
  const runs: SpelledLetter[][] = [];
  let run: SpelledLetter[] | undefined;
  let previousEnd = 0;
  for (const { 0: character, index } of folded.text.matchAll(words)) {
    const isSingle = character.length === ((character.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
    if (!isSingle) {
      run = undefined;
    } else if (run !== undefined && index - previousEnd <= maximumSeparatorLength) {
      run.push({ character, index });
    } else {
      run = [{ character, index }];
      runs.push(run);
    }
    previousEnd = index + character.length;
  }
  return runs;
}

function joinLetters(folded: TextView, run: readonly SpelledLetter[]): TextView {
  const separators = run.slice(1).map((letter, position) => {
    const before = run[position];
    return before === undefined ? '' : folded.text.slice(before.index + before.character.length, letter.index);
  });
  const builder = new TextViewBuilder();
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
 * Checks whether a separator stands between two words: `t.h.e w.o.r.d`, `t h e   w o r d`.
 *
 * It holds white space, differs from a separator beside it and is no shorter. Only its neighbours count, so that a stream
 * gives the same result as the whole text.
 */
function isWordBreak(separators: readonly string[], position: number): boolean {
  const separator = separators[position];
  if (separator === undefined || !/\s/.test(separator)) return false;
  return [separators[position - 1], separators[position + 1]].some(
    (neighbour) => neighbour !== undefined && neighbour !== separator && neighbour.length <= separator.length,
  );
}
