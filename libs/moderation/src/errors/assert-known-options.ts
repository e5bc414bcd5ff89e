import { ConfigurationError } from './moderation-errors.js';

/** A name with more wrong letters than this is another word. */
const maximumDistance = 3;

/**
 * Asserts that options have no unknown name: a misspelt option would be ignored without a word.
 * @param owner The function or class that takes the options, for the error.
 * @param known Every option. Its type makes the compiler refuse a list in which one is missing.
 * @throws {ConfigurationError} that names the nearest known option, or else all of them.
 */
export function assertKnownOptions<Options extends object>(
  owner: string,
  options: Options,
  known: Readonly<Record<keyof Options, true>>,
): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  const names = Object.keys(known);
  const nearest = findNearest(unknown, names);
  const remedy = nearest === undefined ? `there are: ${names.join(', ')}` : `did you mean "${nearest}"?`;
  throw new ConfigurationError(`${owner} has no option ${JSON.stringify(unknown.slice(0, 64))}; ${remedy}`);
}

function findNearest(name: string, known: readonly string[]): string | undefined {
  const maximum = Math.min(maximumDistance, Math.floor(name.length / 2));
  const distances = known.map((other) => ({ other, distance: countChanges(name.toLowerCase(), other.toLowerCase()) }));
  return distances.filter(({ distance }) => distance <= maximum).toSorted((a, b) => a.distance - b.distance)[0]?.other;
}

/** Counts the letters to add, remove or replace to make one word of another (Levenshtein's distance). */
function countChanges(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from.slice(0, 64)].entries()) {
    const next = [line + 1];
    for (let index = 0; index < to.length; index += 1) {
      const replaced = (row[index] ?? 0) + (letter === to[index] ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
