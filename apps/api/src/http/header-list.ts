/** The limit for the entries of a list in a header: proxies refuse headers of more than a few kilobytes. */
const maximumEntries = 50;

/** Converts a list to the value of a header. A long one ends with `...`. */
export function toHeaderList(entries: readonly string[]): string {
  const shown = entries.slice(0, maximumEntries);
  return [...shown, ...(shown.length < entries.length ? ['...'] : [])].join(', ');
}
