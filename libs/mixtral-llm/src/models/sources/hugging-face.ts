import { dirname, join } from 'node:path';
import { downloadFromHuggingFace } from '../../engine/llama/model-file/download-from-hugging-face.js';
import { type FileChecksum } from '../../gguf/check-file.js';
import { type CatalogueFile, type HuggingFaceFile, toPartNames } from '../catalogue/catalogue.js';
import { ensureDiskSpace } from '../cache/disk-space.js';
import { fetchDeclaredChecksum } from './declared-checksum.js';
import { type FetchRequest, type ModelSource } from './model-source.js';

/** Sets the site and the timeouts of `huggingFace`. */
export interface HuggingFaceOptions {
  /** URL of the site. Default: the environment variable `HF_ENDPOINT`, as in Hugging Face's own tools, or `https://huggingface.co`. */
  readonly endpoint?: string;
  /** Milliseconds that the site may take to answer before the next source is tried. Default 5,000. */
  readonly reachTimeout?: number;
  /** Milliseconds without a new byte after which a download fails. Default 60,000. */
  readonly stallTimeout?: number;
}

/**
 * Fetches files from Hugging Face, through node-llama-cpp's resolver, which downloads in parallel and uses `HF_TOKEN`. Without a
 * network the resolver retries for a long time, so the checksum is requested first, with a timeout of a few seconds.
 */
export function huggingFace(options: HuggingFaceOptions = {}): ModelSource {
  const { reachTimeout = 5_000, stallTimeout = 60_000 } = options;
  return {
    name: 'Hugging Face',
    has: (file) => file.huggingFace !== undefined,
    fetch: async (request) => {
      const { entry, file, folder, onProgress, signal } = request;
      const endpoint = options.endpoint ?? process.env['HF_ENDPOINT'] ?? 'https://huggingface.co';
      const location = requireLocation(file);
      const parts = toPartNames(location.path).map((path) => ({ ...location, path }));
      const checksums = await Promise.all(
        parts.map((part) => fetchDeclaredChecksum({ endpoint, file: part, timeout: reachTimeout, signal })),
      );
      await ensureFetchable(checksums, request);
      const first = await downloadFromHuggingFace({
        ...location,
        endpoint,
        folder,
        fileName: file.fileName,
        stallTimeout,
        signal,
        onProgress: (done, total) => onProgress({ task: `Fetching ${entry.name} from Hugging Face`, done, total }),
      });
      const names = toPartNames(file.fileName);
      return names.map((name, index) => ({ path: join(dirname(first), name), declared: checksums[index] }));
    },
  };
}

function requireLocation({ huggingFace: location }: CatalogueFile): HuggingFaceFile {
  if (!location) throw new Error('the catalogue does not know the file there');
  return location;
}

/** @throws an Error when a download would be useless: another file than the pinned one, no checksum, or a full disk */
async function ensureFetchable(
  checksums: readonly (FileChecksum | undefined)[],
  { file: { checksum: pinned }, folder }: FetchRequest,
): Promise<void> {
  const [first] = checksums;
  if (pinned && first && first.sha256 !== pinned.sha256) {
    throw new Error(`the file there is another one: its SHA-256 is ${first.sha256} instead of ${pinned.sha256}`);
  }
  if (!pinned && checksums.includes(undefined)) {
    throw new Error('the site declares no checksum for the file, and the catalogue knows none');
  }
  await ensureDiskSpace(folder, pinned?.size ?? checksums.reduce((sum, part) => sum + (part?.size ?? 0), 0));
}
