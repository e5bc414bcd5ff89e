import { type ApiKey } from '../access/api-keys-schema.js';

const columns = ['name', 'state', 'expires', 'models', 'requests/min', 'tokens/min', 'tokens/day', 'policy'] as const;

/** Writes keys as a table, without their hashes. @param now milliseconds since 1970 */
export function writeKeysTable(keys: readonly ApiKey[], now: number): string {
  const rows = [columns, ...keys.map((key) => toRow(key, now))].map((row) => row.map(toPrintable));
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function toRow({ name, expires, models, limits = {}, policy }: ApiKey, now: number): readonly string[] {
  return [
    name,
    expires !== undefined && expires <= now ? 'expired' : 'valid',
    expires === undefined ? 'never' : new Date(expires).toISOString(),
    models?.join(',') ?? 'all',
    toText(limits.requestsPerMinute),
    toText(limits.tokensPerMinute),
    toText(limits.tokensPerDay),
    policy ?? 'default',
  ];
}

function toText(limit: number | undefined): string {
  return limit === undefined ? '-' : `${limit}`;
}

/** Replaces control characters, which would change the terminal. */
function toPrintable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\uFFFD');
}
