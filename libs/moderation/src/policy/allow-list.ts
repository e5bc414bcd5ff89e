import { type Category } from '../contract/category.js';
import { compileLinearPattern } from '../text/linear-pattern.js';
import { findPattern } from './find-pattern.js';
import { type Allowance, type ModerationPolicy } from '../contract/policy.js';
import { type CategorySpan } from '../contract/classifier.js';
import { type TextRange } from '../contract/moderation-input.js';

/** Tells of a finding whether an allow-list takes it out of judgement. */
export type IsAllowed = (span: CategorySpan) => boolean;

/** The places of a text that one allowance names. */
export interface AllowedRanges {
  readonly categories: readonly Category[] | undefined;
  /** Ascending. */
  readonly starts: readonly number[];
  /** Of each start: the furthest end of all places up to it. */
  readonly ends: readonly number[];
}

const compiledPatterns = new WeakMap<Allowance, ReturnType<typeof compile>>();

/** What the policy's allow-list names in a text. */
export function findAllowedRanges(policy: ModerationPolicy, text: string): readonly AllowedRanges[] {
  if (policy.allow.length === 0) return [];
  const lowered = lowerCase(text);
  return policy.allow.map((allowance) => placesOf(allowance, text, lowered)).filter(({ starts }) => starts.length > 0);
}

/** A finding is allowed when it lies within one place that the policy's allow-list names for its category. */
export function toIsAllowed(places: readonly AllowedRanges[]): IsAllowed {
  return (span) => places.some((allowed) => covers(allowed, span));
}

function placesOf(allowance: Allowance, text: string, lowered: string): AllowedRanges {
  let patterns = compiledPatterns.get(allowance);
  if (patterns === undefined) {
    patterns = compile(allowance);
    compiledPatterns.set(allowance, patterns);
  }
  const ranges = [
    ...allowance.words.flatMap((word) => occurrences(lowered, lowerCase(word))),
    ...patterns.flatMap((pattern) => findPattern(pattern, text)),
  ].toSorted((a, b) => a.start - b.start);
  let furthest = 0;
  return {
    categories: allowance.categories,
    starts: ranges.map(({ start }) => start),
    ends: ranges.map(({ end }) => (furthest = Math.max(furthest, end))),
  };
}

function compile(allowance: Allowance) {
  // The schema proved that every pattern compiles.
  return allowance.patterns.flatMap((source) => compileLinearPattern(source).pattern ?? []);
}

function covers({ categories, starts, ends }: AllowedRanges, span: CategorySpan): boolean {
  if (categories !== undefined && !categories.includes(span.category)) return false;
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= span.start) low = middle + 1;
    else high = middle;
  }
  return low > 0 && (ends[low - 1] ?? 0) >= span.end;
}

function occurrences(text: string, word: string): readonly TextRange[] {
  const found: TextRange[] = [];
  for (let start = text.indexOf(word); start >= 0; start = text.indexOf(word, start + word.length)) {
    found.push({ start, end: start + word.length });
  }
  return found;
}

/** Lower case with every offset as it was: a letter that grows (`İ`) stays as it is. */
function lowerCase(text: string): string {
  const lowered = text.toLowerCase();
  if (lowered.length === text.length) return lowered;
  return [...text]
    .map((letter) => (letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter))
    .join('');
}
