import { listWordSequences } from './word-sequences.js';

/** Two texts are one family when they share this part of the shorter one's word sequences. */
const minimumSharedPart = 0.3;

/** A sequence in this many texts is a common phrase, which does not relate texts. */
const commonPhraseCount = 300;

/**
 * Groups texts into families of near copies, and returns the family number of each text. Cross-validation keeps a family
 * together, so that no model classifies a near copy of a text it was trained on. Given families are kept.
 */
export function groupIntoFamilies(
  texts: readonly { readonly text: string; readonly family?: string; readonly isFromCombinedSet?: boolean }[],
): readonly number[] {
  const parents = texts.map((_, index) => index);
  const findRoot = (index: number): number => {
    let root = index;
    for (let parent = parents[root]; parent !== undefined && parent !== root; parent = parents[root]) root = parent;
    return root;
  };
  const given = new Map<string, number>();
  const holders = new Map<string, number[]>();
  const lengths: number[] = [];
  for (const [index, { text, family, isFromCombinedSet = false }] of texts.entries()) {
    if (family !== undefined) {
      const first = given.get(family);
      if (first === undefined) given.set(family, index);
      else parents[index] = first;
      continue;
    }
    const sequences = new Set(listWordSequences(text));
    lengths[index] = sequences.size;
    const shared = new Map<number, number>();
    for (const sequence of sequences) {
      const others = holders.get(sequence) ?? [];
      if (others.length < commonPhraseCount)
        for (const other of others) shared.set(other, (shared.get(other) ?? 0) + 1);
      others.push(index);
      holders.set(sequence, others);
    }
    for (const [other, count] of shared) {
      const least = minimumSharedPart * Math.min(sequences.size, lengths[other] ?? 0);
      const isPart = isFromCombinedSet && texts[other]?.isFromCombinedSet === true;
      if (isPart || count >= least) parents[findRoot(index)] = findRoot(other);
    }
  }
  return texts.map((_, index) => findRoot(index));
}
