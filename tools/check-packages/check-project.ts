import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPrograms } from '../../test/src/docs/markdown.js';

import { type Tarball } from './pack-libraries.js';
import { type FreshProject } from './projects.js';
import { runCommand } from './run-command.js';

const fixtures = fileURLToPath(new URL('./fixtures/', import.meta.url));
const gpuBinaries = ['linux-x64-cuda', 'linux-x64-cuda-ext', 'linux-x64-vulkan'];

/** Creates a project outside the workspace, installs the tarballs into it, type-checks it and runs its programs. */
export async function checkProject(
  project: FreshProject,
  tarballs: readonly Tarball[],
  parent: string,
): Promise<string | undefined> {
  const folder = join(parent, project.title.replace(/\W+/gu, '-'));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(toManifest(project, tarballs), null, 2));
  await runCommand('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], folder);
  for (const file of project.files) await cp(join(fixtures, file), join(folder, file));
  const programs = [...project.run, ...(await writeReadmes(project, tarballs, folder))];
  const remark = project.compiler === undefined ? undefined : await typeCheck(folder, project.compiler);
  for (const program of programs) await runCommand(process.execPath, program.split(' '), folder);
  return remark;
}

/** Writes the examples of READMEs as programs, and returns the compiled files. */
async function writeReadmes(
  { readmes = [] }: FreshProject,
  tarballs: readonly Tarball[],
  folder: string,
): Promise<readonly string[]> {
  const programs: string[] = [];
  for (const library of readmes) {
    const { source } = tarballs.find(({ name }) => name === `@leeward/${library}`) ?? { source: '' };
    const readme = await readFile(join(source, 'README.md'), 'utf8');
    for (const [index, { code }] of findPrograms(readme).entries()) {
      // Makes a module of it, so that programs may declare the same names.
      await writeFile(join(folder, `readme-${library}-${index}.ts`), `${code}\nexport {};\n`);
      programs.push(`dist/readme-${library}-${index}.js`);
    }
  }
  return programs;
}

/** Internal dependencies are taken from the tarballs, too: nothing of ours comes from a registry. */
function toManifest({ dependencies, leeward }: FreshProject, tarballs: readonly Tarball[]): object {
  const files = Object.fromEntries(tarballs.map(({ name, path }) => [name, `file:${path}`]));
  const used = Object.fromEntries(leeward.map((library) => [`@leeward/${library}`, files[`@leeward/${library}`]]));
  return {
    name: 'fresh-project',
    private: true,
    type: 'module',
    dependencies: { ...dependencies, ...used },
    // An application that runs on the CPU leaves the binaries for CUDA and Vulkan out in this way.
    overrides: Object.fromEntries(
      gpuBinaries.map((name) => [`@node-llama-cpp/${name}`, 'npm:empty-npm-package@1.0.0']),
    ),
  };
}

/**
 * Type-checks with `skipLibCheck: false`. Errors in declarations of other packages are reported, but do not fail the check.
 * @throws {Error} with the errors in the project's own files or in declarations of ours.
 */
async function typeCheck(folder: string, compiler: 'nodenext' | 'bundler'): Promise<string | undefined> {
  const options = {
    target: 'es2022',
    module: compiler === 'nodenext' ? 'nodenext' : 'esnext',
    moduleResolution: compiler,
    strict: true,
    skipLibCheck: false,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    types: ['node'],
    outDir: 'dist',
    rootDir: '.',
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
  const printed = await runCommand('npx', ['tsc', '--pretty', 'false'], folder).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  const errors = printed.split('\n').filter((line) => /error TS\d+/u.test(line));
  const ours = errors.filter((line) => !line.startsWith('node_modules/') || line.includes('node_modules/@leeward/'));
  if (ours.length > 0) throw new Error(ours.join('\n'));
  return errors.length === 0 ? undefined : `${errors.length} type errors in declarations of other packages`;
}
