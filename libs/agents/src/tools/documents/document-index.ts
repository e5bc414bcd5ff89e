import { createHash, randomUUID } from 'node:crypto';

import { type EmbeddingsInterface } from '@langchain/core/embeddings';
import { RecursiveCharacterTextSplitter } from '@langchain/textsplitters';
import { ContentRefusedError, describeFileError, moderateOrThrow, type Moderator } from '@leeward/moderation';

import { DocumentsError } from '../../errors/index.js';
import { listDocumentFiles, openDocument } from './document-files.js';
import { type FoundPart, IndexDatabase, type IndexedDocument, type IndexedPart } from './index-database.js';

/** Options of an index of documents. */
export interface DocumentIndexOptions {
  /** Texts, Markdown and HTML in it and in its folders are read. */
  readonly folder: string;
  readonly moderator: Moderator;
  readonly embeddings: EmbeddingsInterface;
  /** Names the model of the embeddings: with another name everything is indexed again. */
  readonly embeddingsName: string;
  /** The SQLite file. Default: in memory. */
  readonly databasePath?: string | undefined;
  /** Milliseconds after which a search looks for changed files. Default: 60,000. */
  readonly refreshMs?: number | undefined;
  /** Default: 10,000. */
  readonly maximumFiles?: number | undefined;
  /** The most bytes of one file. Larger ones are left out. Default: 1,000,000. */
  readonly maximumFileBytes?: number | undefined;
  /** The most parts of all documents. Documents that would make more are left out. Default: 50,000. */
  readonly maximumParts?: number | undefined;
  /** Called with each document that is left out. Default: nothing. */
  readonly onLeftOut?: ((document: LeftOutDocument) => void) | undefined;
}

/** A document that cannot be found, because it is not in the index. */
export interface LeftOutDocument {
  /** From the folder, with `/`. */
  readonly path: string;
  /** It holds no text of the document. */
  readonly reason: string;
}

/** The state of an index. */
export interface DocumentsReport {
  readonly documents: number;
  readonly parts: number;
  readonly leftOut: readonly LeftOutDocument[];
}

/** The sizes of a part, in characters: about what a small embedding model reads at once. */
const splitting = { chunkSize: 1000, chunkOverlap: 150 };

/** Vectors are computed for this many parts at a time. */
const batchSize = 32;

/** The version of what is stored: with another one everything is indexed again. */
const format = 1;

/**
 * An index over the documents of a folder, kept up to date with the files that have changed. Documents are moderated before
 * they are indexed, as results of a tool; one that must not be released is left out, and reported.
 */
export class DocumentIndex {
  readonly #options: DocumentIndexOptions;
  readonly #database: IndexDatabase;
  readonly #splitter = RecursiveCharacterTextSplitter.fromLanguage('markdown', splitting);
  /** Updates run one after the other. */
  #updating: Promise<void> = Promise.resolve();
  #refreshAt = 0;

  private constructor(options: DocumentIndexOptions) {
    this.#options = options;
    const { databasePath = ':memory:', folder, moderator, embeddingsName } = options;
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([format, folder, moderator.fingerprint, embeddingsName, splitting]))
      .digest('hex');
    this.#database = new IndexDatabase(databasePath, fingerprint, folder);
  }

  /** Opens the index. The first search, or `update`, fills it. @throws {DocumentsError} for a file that cannot be used */
  static open(options: DocumentIndexOptions): DocumentIndex {
    return new DocumentIndex(options);
  }

  /**
   * Indexes what has changed in the folder.
   *
   * @throws {DocumentsError} for a folder that cannot be read
   * @throws {Error} of the embeddings
   */
  update(signal?: AbortSignal): Promise<void> {
    const update = this.#updating.then(() => this.#update(signal));
    this.#updating = update.catch(() => undefined);
    return update;
  }

  /** Finds the parts that are nearest to a query. */
  async search(query: string, limit: number, signal?: AbortSignal): Promise<readonly FoundPart[]> {
    if (Date.now() >= this.#refreshAt) await this.update(signal);
    if (this.#database.countParts() === 0) return [];
    return this.#database.search(await this.#options.embeddings.embedQuery(query), limit);
  }

  report(): DocumentsReport {
    const all = [...this.#database.listDocuments().values()];
    const leftOut = all.flatMap(({ path, reason }) => (reason === null ? [] : [{ path, reason }]));
    return { documents: all.length - leftOut.length, parts: this.#database.countParts(), leftOut };
  }

  /** Closes the database, after an update that is under way. */
  async close(): Promise<void> {
    await this.#updating;
    this.#database.close();
  }

  async #update(signal: AbortSignal | undefined): Promise<void> {
    const { folder, maximumFiles = 10_000, refreshMs = 60_000 } = this.#options;
    const paths = await listDocumentFiles(folder, maximumFiles);
    const known = this.#database.listDocuments();
    const present = new Set(paths);
    for (const path of known.keys()) if (!present.has(path)) this.#database.remove(path);
    for (const path of paths) {
      signal?.throwIfAborted();
      await this.#updateDocument(path, known.get(path));
    }
    this.#refreshAt = Date.now() + refreshMs;
  }

  async #updateDocument(path: string, known: IndexedDocument | undefined): Promise<void> {
    const { folder, maximumFileBytes = 1_000_000 } = this.#options;
    let document;
    try {
      document = await openDocument(folder, path);
    } catch (error) {
      this.#leaveOut({ path, size: -1, changedAt: 0 }, `it cannot be read: ${describeFileError(error)}`);
      return;
    }
    try {
      const { stamp } = document;
      if (known?.size === stamp.size && known.changedAt === stamp.changedAt) return;
      if (stamp.size > maximumFileBytes) {
        this.#leaveOut({ path, ...stamp }, `it is larger than ${maximumFileBytes} bytes`);
        return;
      }
      const text = await document.readText();
      if (text === undefined) this.#leaveOut({ path, ...stamp }, 'it is not text in UTF-8');
      else await this.#indexText({ path, ...stamp }, text);
    } finally {
      await document.close();
    }
  }

  async #indexText(document: Omit<IndexedDocument, 'reason'>, text: string): Promise<void> {
    const { maximumParts = 50_000 } = this.#options;
    // The earlier version leaves the index, also when this one is left out.
    this.#database.remove(document.path);
    const moderated = await this.#moderate(document.path, text);
    if ('reason' in moderated) {
      this.#leaveOut(document, moderated.reason);
      return;
    }
    const texts = (await this.#splitter.splitText(moderated.text)).filter((part) => part.trim() !== '');
    if (this.#database.countParts() + texts.length > maximumParts) {
      this.#leaveOut(document, `the index would have more than ${maximumParts} parts`);
      return;
    }
    const parts = await this.#embed(texts);
    this.#database.save({ ...document, reason: null }, moderated.source, parts);
  }

  /** Moderates the name and the text of a document as results of a tool. */
  async #moderate(
    path: string,
    text: string,
  ): Promise<{ readonly source: string; readonly text: string } | { readonly reason: string }> {
    const location = { stage: 'tool-result', role: 'tool', path: 'document', requestId: randomUUID() } as const;
    try {
      const value = await moderateOrThrow(this.#options.moderator, { ...location, value: { source: path, text } });
      return value;
    } catch (error) {
      if (!ContentRefusedError.isInstance(error)) throw error;
      return { reason: `the policy refuses it: ${error.verdict.reason}` };
    }
  }

  async #embed(texts: readonly string[]): Promise<readonly IndexedPart[]> {
    const { embeddings, folder } = this.#options;
    const parts: IndexedPart[] = [];
    for (let start = 0; start < texts.length; start += batchSize) {
      const batch = texts.slice(start, start + batchSize);
      const vectors = await embeddings.embedDocuments(batch);
      for (const [index, text] of batch.entries()) {
        const vector = vectors[index];
        if (vector === undefined || vector.length === 0) {
          throw new DocumentsError(folder, 'the embedding model gave no vector for a part');
        }
        // A vector without a direction is near to nothing.
        if (vector.some((value) => value !== 0)) parts.push({ text, vector });
      }
    }
    return parts;
  }

  #leaveOut(document: Omit<IndexedDocument, 'reason'>, reason: string): void {
    this.#database.save({ ...document, reason }, '', []);
    this.#options.onLeftOut?.({ path: document.path, reason });
  }
}
