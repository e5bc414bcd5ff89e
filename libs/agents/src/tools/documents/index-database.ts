import { chmodSync } from 'node:fs';

import { describeFileError } from '@leeward/moderation';
import Database from 'libsql';

import { DocumentsError } from '../../errors/index.js';
import { createPrivateFile } from '../../files/index.js';
import { type FileStamp } from './document-files.js';

/** A part of a document, as it was moderated, with its vector. */
export interface IndexedPart {
  readonly text: string;
  readonly vector: readonly number[];
}

/** The state of one document of the index. */
export interface IndexedDocument extends FileStamp {
  readonly path: string;
  /** Why it is not in the index. Null: it is. */
  readonly reason: string | null;
}

/** A part that was found. */
export interface FoundPart {
  readonly source: string;
  readonly text: string;
  /** From -1 to 1: the cosine of the angle between the query and the part. */
  readonly score: number;
}

/** Milliseconds to wait for another process that writes. The event loop stands still meanwhile. */
const busyTimeout = 2000;

/** Keeps the parts of documents and their vectors in SQLite. Parts hold moderated text only. */
export class IndexDatabase {
  readonly #database: Database.Database;

  /**
   * Opens or creates the database. One that was made with other settings is emptied, because its vectors or its moderation no
   * longer fit.
   *
   * @param path a file, or `:memory:`
   * @param fingerprint names the settings
   * @throws {DocumentsError} for a file that cannot be used
   */
  constructor(path: string, fingerprint: string, folder: string) {
    try {
      if (path !== ':memory:') {
        createPrivateFile(path);
        // A file that was there already may be open to others.
        chmodSync(path, 0o600);
      }
      this.#database = new Database(path, { timeout: busyTimeout } as Database.Options);
      this.#database.pragma('journal_mode = WAL');
      // Deleted text is overwritten.
      this.#database.pragma('secure_delete = ON');
      this.#database.exec(tables);
      this.#useSettings(fingerprint);
    } catch (error) {
      throw new DocumentsError(folder, `its index ${path} cannot be used: ${describeFileError(error)}`, {
        cause: error,
      });
    }
  }

  listDocuments(): ReadonlyMap<string, IndexedDocument> {
    const rows = this.#database
      .prepare('SELECT path, size, changed_at AS changedAt, reason FROM documents ORDER BY path')
      .all() as readonly IndexedDocument[];
    return new Map(rows.map((row) => [row.path, row]));
  }

  /** Saves a document and its parts in place of the earlier ones. */
  save(document: IndexedDocument, source: string, parts: readonly IndexedPart[]): void {
    const write = this.#database.transaction(() => {
      this.#remove(document.path);
      this.#database
        .prepare('INSERT INTO documents (path, size, changed_at, reason) VALUES (?, ?, ?, ?)')
        .run([document.path, document.size, document.changedAt, document.reason]);
      const insert = this.#database.prepare('INSERT INTO parts (path, source, text, vector) VALUES (?, ?, ?, ?)');
      for (const { text, vector } of parts) insert.run([document.path, source, text, toBytes(vector)]);
    });
    write.immediate();
  }

  remove(path: string): void {
    this.#database.transaction(() => this.#remove(path)).immediate();
  }

  countParts(): number {
    const [row] = this.#database.prepare('SELECT count(*) AS count FROM parts').all() as readonly { count: number }[];
    return row?.count ?? 0;
  }

  /** Finds the parts whose vectors are nearest to one, the nearest first. */
  search(vector: readonly number[], limit: number): readonly FoundPart[] {
    const rows = this.#database
      .prepare(
        `SELECT source, text, vector_distance_cos(vector, ?) AS distance FROM parts
         WHERE length(vector) = ? ORDER BY distance LIMIT ?`,
      )
      .all([toBytes(vector), vector.length * 4, limit]) as readonly {
      source: string;
      text: string;
      distance: number;
    }[];
    return rows.map(({ source, text, distance }) => ({ source, text, score: 1 - distance }));
  }

  close(): void {
    this.#database.close();
  }

  #remove(path: string): void {
    this.#database.prepare('DELETE FROM parts WHERE path = ?').run([path]);
    this.#database.prepare('DELETE FROM documents WHERE path = ?').run([path]);
  }

  #useSettings(fingerprint: string): void {
    const check = this.#database.transaction(() => {
      const [row] = this.#database.prepare('SELECT fingerprint FROM settings').all() as readonly {
        fingerprint: string;
      }[];
      if (row?.fingerprint === fingerprint) return;
      this.#database.exec('DELETE FROM parts; DELETE FROM documents; DELETE FROM settings;');
      this.#database.prepare('INSERT INTO settings (fingerprint) VALUES (?)').run([fingerprint]);
    });
    check.immediate();
  }
}

const tables = `
  CREATE TABLE IF NOT EXISTS settings (fingerprint TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS documents (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, changed_at INTEGER NOT NULL, reason TEXT
  );
  CREATE TABLE IF NOT EXISTS parts (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, source TEXT NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL
  );
  CREATE INDEX IF NOT EXISTS parts_path ON parts (path);
`;

function toBytes(vector: readonly number[]): Buffer {
  return Buffer.from(new Float32Array(vector).buffer);
}
