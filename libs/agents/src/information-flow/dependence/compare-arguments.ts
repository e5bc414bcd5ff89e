import { type KnownText } from './known-text.js';

/** Bounds of what is compared. Arguments beyond them count as of unknown origin. */
const maximumLeaves = 200;
const maximumCharacters = 20_000;
const maximumDepth = 50;

/** Tells where the arguments of a call come from. */
export type ArgumentOrigin =
  /** Every text and number is in the known text. */
  | { readonly origin: 'known' }
  /** No text and no number is there to compare. */
  | { readonly origin: 'empty' }
  /** One of them is not. */
  | { readonly origin: 'unknown'; readonly path: string };

interface Leaf {
  readonly path: string;
  readonly value: string | number | bigint;
}

/**
 * Looks for every text and number of the arguments in known text. Truth values, nulls and empty texts are left out: they say
 * nothing about their origin.
 */
export function compareArguments(args: unknown, known: KnownText): ArgumentOrigin {
  const leaves = listLeaves(args);
  if (leaves === undefined) return { origin: 'unknown', path: '' };
  if (leaves.length === 0) return { origin: 'empty' };
  const unknown = leaves.find(({ value }) =>
    typeof value === 'string' ? !known.includesText(value) : !known.includesNumber(Number(value)),
  );
  return unknown === undefined ? { origin: 'known' } : { origin: 'unknown', path: unknown.path };
}

/** Lists the texts and numbers of a value. Undefined: there are too many, or it is nested too deep. */
function listLeaves(value: unknown): readonly Leaf[] | undefined {
  const leaves: Leaf[] = [];
  const pending: { readonly path: string; readonly value: unknown; readonly depth: number }[] = [
    { path: '', value, depth: 0 },
  ];
  let characters = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { path, depth, value: current } = next;
    if (typeof current === 'string' && current.trim() !== '') {
      characters += current.length;
      leaves.push({ path, value: current });
    } else if (typeof current === 'number' || typeof current === 'bigint') {
      leaves.push({ path, value: current });
    } else if (typeof current === 'object' && current !== null) {
      if (depth >= maximumDepth) return undefined;
      for (const [name, item] of Object.entries(current)) {
        pending.push({ path: path === '' ? name : `${path}.${name}`, value: item, depth: depth + 1 });
      }
    }
    if (leaves.length > maximumLeaves || pending.length > maximumLeaves * 10 || characters > maximumCharacters) {
      return undefined;
    }
  }
  return leaves;
}
