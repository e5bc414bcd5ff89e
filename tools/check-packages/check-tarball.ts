import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

import { type Tarball } from './pack-libraries.js';
import { runCommand } from './run-command.js';

const requiredFiles = ['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts'];
const requiredFields = ['description', 'license', 'repository', 'homepage', 'bugs', 'keywords', 'author', 'engines'];

/**
 * Checks one tarball: its files and fields, the links of its README, its source maps, and the verdicts of publint and
 * arethetypeswrong.
 */
export async function checkTarball({ path, source }: Tarball): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'leeward-tarball-'));
  try {
    await runCommand('tar', ['xzf', path, '-C', folder], folder);
    const root = join(folder, 'package');
    const files = await listFiles(root);
    const problems = [
      ...requiredFiles.filter((file) => !files.has(file)).map((file) => `The file ${file} is missing.`),
      ...[...files].filter((file) => /\.test\.|tsbuildinfo/u.test(file)).map((file) => `${file} is not for users.`),
      ...(await findMissingFields(root)),
      ...(await findDeadLinks(root, files)),
      ...(await findDeadSources(root, files)),
    ];
    if (problems.length > 0) throw new Error(problems.join('\n'));
    await runCommand('npx', ['publint', 'run', path, '--strict'], source);
    // Only ES modules are published; Node loads them by `require` from 20.19 on.
    await runCommand('npx', ['attw', path, '--profile', 'esm-only', '--no-color'], source);
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function listFiles(root: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return new Set(
    entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name))),
  );
}

async function findMissingFields(root: string): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>;
  return requiredFields.filter((field) => !manifest[field]).map((field) => `package.json has no ${field}.`);
}

/** Finds relative links of the README that lead out of the package: registries show them as dead. */
async function findDeadLinks(root: string, files: ReadonlySet<string>): Promise<readonly string[]> {
  const text = await readFile(join(root, 'README.md'), 'utf8');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/gu)].map(([, target = '']) => target.replace(/#.*$/u, ''));
  return targets
    .filter((target) => target !== '' && !/^https?:/u.test(target) && !files.has(target))
    .map((target) => `README.md links to ${target}, which is not in the package.`);
}

/** Finds source maps whose sources are not in the package. */
async function findDeadSources(root: string, files: ReadonlySet<string>): Promise<readonly string[]> {
  const maps = [...files].filter((file) => file.endsWith('.map'));
  const problems = await Promise.all(
    maps.map(async (map) => {
      const { sources } = JSON.parse(await readFile(join(root, map), 'utf8')) as { readonly sources: string[] };
      return sources
        .map((source) => relative(root, resolve(dirname(join(root, map)), source)))
        .filter((source) => !files.has(source))
        .map((source) => `${map} points to ${source}, which is not in the package.`);
    }),
  );
  return problems.flat();
}
