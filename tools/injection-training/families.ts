import { wordSequences } from './word-sequences.js';

/** Texts that share so much of the shorter one's word sequences are of one family. */
const sharedPart = 0.3;

/** A sequence that so many texts have is a phrase and says nothing. */
const commonFrom = 300;

/**
 * Sorts texts into families: cross-validation never parts a family, so that no text is judged by a model that has seen its near
 * copy. Texts whose family is given stay with it. Answers with a number for each text.
 */
export function familiesOf(
  texts: readonly { readonly text: string; readonly family?: string; readonly isMadeOfOthers?: boolean }[],
): readonly number[] {
  const parents = texts.map((_, index) => index);
  const rootOf = (index: number): number => {
    let at = index;
    for (let parent = parents[at]; parent !== undefined && parent !== at; parent = parents[at]) at = parent;
    return at;
  };
  const given = new Map<string, number>();
  const holders = new Map<string, number[]>();
  const lengths: number[] = [];
  for (const [index, { text, family, isMadeOfOthers = false }] of texts.entries()) {
    if (family !== undefined) {
      const first = given.get(family);
      if (first === undefined) given.set(family, index);
      else parents[index] = first;
      continue;
    }
    const sequences = new Set(wordSequences(text));
    lengths[index] = sequences.size;
    const shared = new Map<number, number>();
    for (const sequence of sequences) {
      const others = holders.get(sequence) ?? [];
      if (others.length < commonFrom) for (const other of others) shared.set(other, (shared.get(other) ?? 0) + 1);
      others.push(index);
      holders.set(sequence, others);
    }
    for (const [other, count] of shared) {
      const least = sharedPart * Math.min(sequences.size, lengths[other] ?? 0);
      const isPart = isMadeOfOthers && texts[other]?.isMadeOfOthers === true;
      if (isPart || count >= least) parents[rootOf(index)] = rootOf(other);
    }
  }
  return texts.map((_, index) => rootOf(index));
}
