import { type JsonValue } from '../contract/index.js';

/** Checks whether a value has all fields of another, with the same values. */
export function contains(value: JsonValue | undefined, part: JsonValue | undefined): boolean {
  if (typeof part !== 'object' || part === null) return value === part;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(part).every(([name, field]) =>
    contains((value as Readonly<Record<string, JsonValue>>)[name], field as JsonValue),
  );
}

/** Sorts a copy of a list by a field, and cuts a page out of it. */
export function toPage<Entry extends object>(
  entries: readonly Entry[],
  page: { readonly limit: number; readonly offset: number },
  sorting?: { readonly by: string; readonly order: 'asc' | 'desc' },
): readonly Entry[] {
  const sign = sorting?.order === 'desc' ? -1 : 1;
  const sorted =
    sorting === undefined
      ? entries
      : entries.toSorted((first, second) => sign * compare(first, second, sorting.by as keyof Entry));
  return sorted.slice(page.offset, page.offset + page.limit);
}

function compare<Entry>(first: Entry, second: Entry, by: keyof Entry): number {
  if (first[by] === second[by]) return 0;
  return first[by] < second[by] ? -1 : 1;
}
