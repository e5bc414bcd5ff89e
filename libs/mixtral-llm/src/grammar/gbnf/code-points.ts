import { spendWork } from '../limits/work-budget.js';

/** Holds a set of Unicode code points: inclusive ranges in ascending order that neither overlap nor touch. */
export type CodePoints = readonly (readonly [from: number, to: number])[];

const last = 0x10ffff;

/** Every code point except surrogates, which UTF-8 cannot encode, and NUL, which llama.cpp's grammars cannot match. */
export const anyCodePoint: CodePoints = [
  [1, 0xd7ff],
  [0xe000, last],
];

/** Builds a set from ranges in any order, which may overlap. */
export function codePoints(ranges: Iterable<readonly [from: number, to: number]>): CodePoints {
  const sorted = [...ranges].filter(([from, to]) => from <= to).sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of sorted) {
    const previous = merged.at(-1);
    if (previous && from <= previous[1] + 1) previous[1] = Math.max(previous[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Collects the code points of a text. */
export function toCodePoints(text: string): CodePoints {
  return codePoints([...text].map((character) => [character.codePointAt(0) ?? 0, character.codePointAt(0) ?? 0]));
}

export function union(...sets: readonly CodePoints[]): CodePoints {
  return codePoints(sets.flat());
}

/** Returns all code points that are not in the set, with surrogates. */
export function complement(set: CodePoints): CodePoints {
  const edges = [-1, ...set.flat(), last + 1];
  const gaps = Array.from(
    { length: edges.length / 2 },
    (_, index) => [(edges[2 * index] ?? 0) + 1, (edges[2 * index + 1] ?? 0) - 1] as const,
  );
  return codePoints(gaps);
}

export function intersection(first: CodePoints, second: CodePoints): CodePoints {
  const common: [number, number][] = [];
  for (let i = 0, j = 0; i < first.length && j < second.length;) {
    const [[from, to], [otherFrom, otherTo]] = [first[i] as CodePoints[number], second[j] as CodePoints[number]];
    if (Math.max(from, otherFrom) <= Math.min(to, otherTo))
      common.push([Math.max(from, otherFrom), Math.min(to, otherTo)]);
    if (to < otherTo) i++;
    else j++;
  }
  return common;
}

export function difference(set: CodePoints, removed: CodePoints): CodePoints {
  return intersection(set, complement(removed));
}

/**
 * Divides the code points of all sets into the fewest classes such that each set is a union of classes. An automaton needs
 * to look at one member of each class only.
 */
export function partition(sets: readonly CodePoints[]): readonly CodePoints[] {
  const edges = sets
    .flatMap((set, owner) =>
      set.flatMap(([from, to]) => [
        { at: from, owner },
        { at: to + 1, owner },
      ]),
    )
    .sort((a, b) => a.at - b.at);
  const members = new Map<string, [number, number][]>();
  const owners = new Set<number>();
  for (const [index, { at, owner }] of edges.entries()) {
    if (!owners.delete(owner)) owners.add(owner);
    const next = edges[index + 1]?.at ?? at;
    if (owners.size === 0 || next === at) continue;
    spendWork(owners.size);
    const key = [...owners].sort((a, b) => a - b).join();
    const known = members.get(key);
    if (known) known.push([at, next - 1]);
    else members.set(key, [[at, next - 1]]);
  }
  return [...members.values()].map(codePoints);
}

/** Tells whether a set has a code point, by binary search. */
export function contains(set: CodePoints, codePoint: number): boolean {
  let [first, end] = [0, set.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    const [from, to] = set[middle] as CodePoints[number];
    if (codePoint < from) end = middle;
    else if (codePoint > to) first = middle + 1;
    else return true;
  }
  return false;
}
