import { dirname, join } from 'node:path';
import { downloadFromHuggingFace } from '../../engine/llama/model-file/download-from-hugging-face.js';
import { type CatalogueFile, type FileFacts, type HuggingFaceFile, partNames } from '../catalogue/catalogue.js';
import { ensureDiskSpace } from '../cache/disk-space.js';
import { huggingFaceFacts } from './declared-checksum.js';
import { type FetchRequest, type ModelSource } from './model-source.js';

export interface HuggingFaceOptions {
  /** Default: the environment variable `HF_ENDPOINT`, as Hugging Face's own tools have it, or the site itself. */
  readonly endpoint?: string;
  /** Milliseconds that the site may take to answer at all before the next source is tried. Default 5,000. */
  readonly reachTimeout?: number;
  /** Milliseconds without a new byte after which a download is given up. Default 60,000. */
  readonly stallTimeout?: number;
}

/**
 * Hugging Face, through node-llama-cpp's resolver, which downloads in parallel and knows `HF_TOKEN`. The resolver tries for
 * long where there is no network, so the site is asked first, for a few seconds.
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
      const parts = partNames(location.path).map((path) => ({ ...location, path }));
      const facts = await Promise.all(
        parts.map((part) => huggingFaceFacts({ endpoint, file: part, timeout: reachTimeout, signal })),
      );
      await checkFacts(facts, request);
      const first = await downloadFromHuggingFace({
        ...{ endpoint, location, folder, fileName: file.fileName, stallTimeout, signal },
        onProgress: (done, total) => onProgress({ task: `Fetching ${entry.name} from Hugging Face`, done, total }),
      });
      return partNames(file.fileName).map((name, index) => {
        const declared = facts[index];
        return { path: join(dirname(first), name), ...(declared && { declared }) };
      });
    },
  };
}

function requireLocation({ huggingFace: location }: CatalogueFile): HuggingFaceFile {
  if (!location) throw new Error('the catalogue does not know the file there');
  return location;
}

/** What can be known before the download: another file than the one pinned, and a full disk. */
async function checkFacts(
  facts: readonly (FileFacts | undefined)[],
  { file: { pinned }, folder }: FetchRequest,
): Promise<void> {
  const [first] = facts;
  if (pinned && first && first.sha256 !== pinned.sha256) {
    throw new Error(`the file there is another one: its SHA-256 is ${first.sha256} instead of ${pinned.sha256}`);
  }
  if (!pinned && facts.includes(undefined))
    throw new Error('the site declares no checksum for the file, and the catalogue knows none');
  await ensureDiskSpace(folder, pinned?.size ?? facts.reduce((sum, part) => sum + (part?.size ?? 0), 0));
}
