import { type FileChecksum } from '../../gguf/check-file.js';
import { type CatalogueEntry, type CatalogueFile } from '../catalogue/catalogue.js';
import { type OnProgress } from '../progress/progress.js';

/** Describes the file that a source must fetch. */
export interface FetchRequest {
  readonly entry: CatalogueEntry;
  readonly file: CatalogueFile;
  /** Empty folder for this request only. It is removed afterwards. */
  readonly folder: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** Describes a fetched file: the whole model, or one part of a split one. */
export interface FetchedPart {
  readonly path: string;
  /** Checksum that the source declares. It is used where the catalogue pins none. */
  readonly declared?: FileChecksum | undefined;
}

/** Fetches model files from one kind of place. */
export interface ModelSource {
  /** Name for people, in progress and in errors. */
  readonly name: string;
  /** Tells whether the catalogue locates the file at this source. */
  readonly has: (file: CatalogueFile) => boolean;
  /**
   * Fetches the file into the folder, unverified.
   *
   * @returns its parts in order; one, unless it is split
   * @throws an Error with the reason when it cannot be fetched
   */
  readonly fetch: (request: FetchRequest) => Promise<readonly FetchedPart[]>;
}
