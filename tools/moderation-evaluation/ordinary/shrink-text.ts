/**
 * Removes lines and words of a text as long as the rest has a property. The result is short, not always the shortest.
 */
export async function shrinkText(text: string, hasProperty: (text: string) => Promise<boolean>): Promise<string> {
  let shortest = text;
  for (const pieces of [/(?<=\n)/, /(?<=[\s,;])/]) {
    shortest = (await shrinkList(shortest.split(pieces), (rest) => hasProperty(rest.join('')))).join('');
  }
  return shortest;
}

/** Removes runs of pieces, from halves of the list down to single pieces. */
async function shrinkList(
  pieces: readonly string[],
  hasProperty: (pieces: readonly string[]) => Promise<boolean>,
): Promise<readonly string[]> {
  let rest = pieces;
  for (let size = Math.ceil(pieces.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < rest.length;) {
      const shorter = [...rest.slice(0, start), ...rest.slice(start + size)];
      if (shorter.length > 0 && (await hasProperty(shorter))) rest = shorter;
      else start += size;
    }
  }
  return rest;
}
