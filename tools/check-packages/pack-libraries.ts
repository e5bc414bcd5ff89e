import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runCommand } from './run-command.js';

/** Describes a packed library. */
export interface Tarball {
  /** The package's name, such as `@leeward/moderation`. */
  readonly name: string;
  /** Path of the `.tgz` file. */
  readonly path: string;
  /** Folder of the library in this repository. */
  readonly source: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const libraries = ['chat-template', 'mixtral-llm', 'moderation'] as const;

/** Builds the libraries from nothing, so that no stale file is packed, and packs them into a folder. */
export async function packLibraries(folder: string): Promise<readonly Tarball[]> {
  const sources = libraries.map((library) => join(root, 'libs', library));
  await Promise.all(sources.map((source) => rm(join(source, 'dist'), { recursive: true, force: true })));
  const configurations = sources.map((source) => join(source, 'tsconfig.lib.json'));
  await runCommand('npx', ['tsc', '--build', ...configurations], root);
  return Promise.all(
    libraries.map(async (library, index) => {
      const source = sources[index] ?? root;
      const printed = await runCommand('npm', ['pack', '--json', '--pack-destination', folder], source);
      const fileName = /"filename": "([^"]+)"/u.exec(printed)?.[1];
      if (fileName === undefined) throw new Error(`npm pack of ${library} named no file:\n${printed}`);
      return { name: `@leeward/${library}`, path: join(folder, fileName.replace('@', '').replace('/', '-')), source };
    }),
  );
}
