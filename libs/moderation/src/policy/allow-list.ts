import { type Category, listWithParents } from '../contract/category.js';
import { type CategorySpan } from '../contract/classifier.js';
import { type TextRange } from '../contract/moderation-input.js';
import { type Allowance, type ModerationPolicy } from '../contract/policy.js';
import { findFirstIndex } from '../text/find-first-index.js';
import { findOccurrences } from '../text/find-occurrences.js';
import { compileLinearPattern, findMatches } from '../text/linear-pattern.js';

/** Checks whether the policy's allow-list allows a span, which is then no finding. */
export type IsAllowed = (span: CategorySpan) => boolean;

/** The ranges of a text that one allowance covers. */
export interface AllowedRanges {
  /** Undefined: every category. */
  readonly categories: readonly Category[] | undefined;
  /** The start of each range. Ascending. */
  readonly starts: readonly number[];
  /** For each start, the furthest end of all ranges up to it. */
  readonly ends: readonly number[];
}

const compiledPatterns = new WeakMap<Allowance, ReturnType<typeof compilePatterns>>();

/** Finds the ranges of a text that the policy's allow-list covers. */
export function findAllowedRanges(policy: ModerationPolicy, text: string): readonly AllowedRanges[] {
  if (policy.allow.length === 0) return [];
  const lowerCase = toLowerCase(text);
  return policy.allow
    .map((allowance) => toAllowedRanges(allowance, findRanges(allowance, text, lowerCase)))
    .filter(({ starts }) => starts.length > 0);
}

/** Creates the check of a span: it is allowed when it lies within one range that is allowed for its category. */
export function toIsAllowed(ranges: readonly AllowedRanges[]): IsAllowed {
  return (span) => ranges.some((allowed) => covers(allowed, span));
}

function findRanges(allowance: Allowance, text: string, lowerCase: string): readonly TextRange[] {
  const patterns = compiledPatterns.get(allowance) ?? compilePatterns(allowance);
  compiledPatterns.set(allowance, patterns);
  return [
    ...allowance.words.flatMap((word) => findOccurrences(lowerCase, toLowerCase(word))),
    ...patterns.flatMap((pattern) => findMatches(pattern, text)),
  ];
}

function compilePatterns(allowance: Allowance) {
  // Always defined: the policy's schema refuses a pattern that does not compile.
  return allowance.patterns.flatMap((source) => compileLinearPattern(source).pattern ?? []);
}

function toAllowedRanges({ categories }: Allowance, ranges: readonly TextRange[]): AllowedRanges {
  const sorted = ranges.toSorted((a, b) => a.start - b.start);
  let furthest = 0;
  return {
    categories,
    starts: sorted.map(({ start }) => start),
    ends: sorted.map(({ end }) => (furthest = Math.max(furthest, end))),
  };
}

/** Checks whether a range that starts at or before the span reaches its end. */
function covers({ categories, starts, ends }: AllowedRanges, span: CategorySpan): boolean {
  if (categories !== undefined && !listWithParents(span.category).some((name) => categories.includes(name)))
    return false;
  const furthest = ends[findFirstIndex(starts, (start) => start > span.start) - 1];
  return furthest !== undefined && furthest >= span.end;
}

/** Lowers the case without moving an offset: a letter that would grow (`İ`) stays as it is. */
function toLowerCase(text: string): string {
  const lowerCase = text.toLowerCase();
  if (lowerCase.length === text.length) return lowerCase;
  return [...text]
    .map((letter) => (letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter))
    .join('');
}
