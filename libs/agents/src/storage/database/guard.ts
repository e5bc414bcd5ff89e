import { AgentsError } from '../../errors/agents-error.js';
import { StorageError } from '../../errors/storage-error.js';
import { StoredThreadMissingError } from '../../errors/stored-thread-missing-error.js';

/** The codes for a row whose thread or run is not there. */
const missingParent: ReadonlySet<unknown> = new Set(['SQLITE_CONSTRAINT_FOREIGNKEY', '23503']);

/** The codes after which the same transaction may succeed: it met another one. */
const passing: ReadonlySet<unknown> = new Set(['40001', '40P01']);

/** The code for a row that breaks a rule of uniqueness. */
const taken: ReadonlySet<unknown> = new Set(['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', '23505']);

/** Does work with the database. @throws StorageError in place of an error of the database */
export async function guard<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (AgentsError.isInstance(error)) throw error;
    if (missingParent.has(readCode(error))) throw new StoredThreadMissingError(error);
    throw new StorageError(error);
  }
}

/** The most times that a transaction is tried. */
const maximumTries = 10;

/** Tries work again when it met other work. */
export async function retry<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const code = readCode(error);
      if (tries >= maximumTries || !(passing.has(code) || taken.has(code))) throw error;
    }
  }
}

function readCode(error: unknown): unknown {
  return (Object(error) as { readonly code?: unknown }).code;
}
