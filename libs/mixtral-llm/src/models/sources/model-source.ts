import { type CatalogueEntry, type CatalogueFile, type FileFacts } from '../catalogue/catalogue.js';
import { type OnProgress } from '../progress/progress.js';

/** What a source is asked for. */
export interface FetchRequest {
  readonly entry: CatalogueEntry;
  readonly file: CatalogueFile;
  /** An empty folder of its own to work in; it is removed afterwards. */
  readonly folder: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** A file that was fetched: the whole model, or one part of a split one. */
export interface FetchedPart {
  readonly path: string;
  /** What the source itself says that it must be. Counts where the catalogue pins nothing. */
  readonly declared?: FileFacts;
}

/** A place from which model files come. */
export interface ModelSource {
  /** For people, in progress and in errors. */
  readonly name: string;
  /** Whether the catalogue knows the file there. */
  readonly has: (file: CatalogueFile) => boolean;
  /**
   * Fetches the file into the folder, unverified.
   *
   * @returns its parts in order; one, unless it is split
   * @throws an Error that says why it cannot
   */
  readonly fetch: (request: FetchRequest) => Promise<readonly FetchedPart[]>;
}
