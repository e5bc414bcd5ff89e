import { createHash } from 'node:crypto';

/** Deeper arguments get no fingerprint: no tool takes them. */
const maximumDepth = 200;

/** Hashes a call by its tool and arguments. The order of names in the arguments makes no difference. */
export function toCallFingerprint(call: { readonly name: string; readonly args: unknown }): string {
  return createHash('sha256')
    .update(JSON.stringify([call.name, sortNames(call.args, 0)]) ?? '')
    .digest('base64url');
}

function sortNames(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? `${value}n` : value;
  if (depth >= maximumDepth)
    throw new RangeError(`The arguments of a call are nested deeper than ${maximumDepth} levels.`);
  if (Array.isArray(value)) return value.map((item) => sortNames(item, depth + 1));
  const entries = Object.entries(value).toSorted(([first], [second]) => (first < second ? -1 : 1));
  // A list of pairs: an object would sort names that look like numbers in its own way.
  return { pairs: entries.map(([name, item]) => [name, sortNames(item, depth + 1)]) };
}
