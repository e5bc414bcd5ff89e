import { type Kysely } from 'kysely';
import { StorageFullError } from '../../errors/storage-full-error.js';
import { type Tables } from '../database/tables.js';
import { type ResolvedLimits } from '../storage-limits.js';

/** The bytes that a row takes besides its texts. They also bound the number of empty rows. */
const rowBytes = 256;

/** Counts the bytes of a row with these texts. */
export function countBytes(...texts: readonly (string | null | undefined)[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), rowBytes);
}

/**
 * Asserts that an owner may store more.
 *
 * @param added bytes
 * @throws StorageFullError when it may not
 */
export async function assertRoom(
  queries: Kysely<Tables>,
  owner: string,
  added: number,
  { bytesPerOwner }: Pick<ResolvedLimits, 'bytesPerOwner'>,
): Promise<void> {
  const sums = await queries
    .selectNoFrom((from) => [
      from
        .selectFrom('threads')
        .select((threads) =>
          threads.fn.sum<number | null>(threads('bytes', '+', threads.ref('checkpoint_bytes'))).as('sum'),
        )
        .where('owner', '=', owner)
        .as('threads'),
      ...(['runs', 'store_items', 'assistants'] as const).map((table) =>
        from
          .selectFrom(table)
          .select((rows) => rows.fn.sum<number | null>('bytes').as('sum'))
          .where('owner', '=', owner)
          .as(table),
      ),
    ])
    .executeTakeFirstOrThrow();
  const stored = Object.values(sums as Readonly<Record<string, unknown>>).reduce<number>(
    (total, sum) => total + Number(sum ?? 0),
    0,
  );
  if (stored + added > bytesPerOwner) throw new StorageFullError(bytesPerOwner);
}
