import { type JsonObject, type Page } from '../../contract/index.js';

/** Lists the headers that tell a client where the next page begins. */
export function toPageHeaders(
  { limit, offset }: Page,
  found: number,
  total: number,
): readonly (readonly [string, string])[] {
  const next = offset + found;
  return [
    ...(found === limit && next < total ? [['X-Pagination-Next', `${next}`] as const] : []),
    ['X-Pagination-Total', `${total}`],
  ];
}

/** Takes only the fields that a client asks for. */
export function selectFields(record: JsonObject, names: readonly string[] | null | undefined): JsonObject {
  if (names === undefined || names === null) return record;
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)));
}
