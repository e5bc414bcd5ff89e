import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify, types } from 'node:util';

const execute = promisify(execFile);

/** How pip is called on different machines, in order. */
const commands = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
  ['pip'],
] as const satisfies readonly (readonly [string, ...string[]])[];

/** Milliseconds for one package. A wheel of weights takes minutes on a slow line, not hours. */
const downloadTimeout = 30 * 60_000;
/** Milliseconds for pip to say its version. */
const versionTimeout = 30_000;

/**
 * Downloads the wheel of a requirement, without its dependencies, and with the user's own settings of pip: index, proxy,
 * certificates. Nothing is installed and no code of the package runs.
 *
 * @returns the wheel's path in the folder
 * @throws an Error with the end of what pip said, or the reason of `signal`
 */
export async function pipDownload(requirement: string, folder: string, signal: AbortSignal): Promise<string> {
  const [command, ...prefix] = await findPip(signal);
  const destination = await mkdtemp(join(folder, 'pip-'));
  const options = [
    ...['download', '--no-deps', '--only-binary', ':all:', '--no-cache-dir', '--dest', destination],
    // The package is only a box for the file: which Python it would run in does not matter.
    ...['--ignore-requires-python', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off'],
  ];
  // pip writes its temporary files beside the result, where their growth can be seen, and where they go with the folder. A
  // user who wants a virtual environment for installing does not need one for this.
  const environment = { TMPDIR: destination, TEMP: destination, TMP: destination, PIP_REQUIRE_VIRTUALENV: '0' };
  try {
    await run(command, [...prefix, ...options, requirement], { environment, timeout: downloadTimeout, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(`pip could not download ${requirement}: ${reasonOf(error)}`, { cause: error });
  }
  const wheel = (await readdir(destination)).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new Error(`pip downloaded no wheel for ${requirement}`);
  const path = join(folder, wheel);
  await rename(join(destination, wheel), path);
  await rm(destination, { recursive: true, force: true });
  return path;
}

async function findPip(signal: AbortSignal): Promise<(typeof commands)[number]> {
  for (const candidate of commands) {
    const [command, ...prefix] = candidate;
    const works = await run(command, [...prefix, '--version'], { timeout: versionTimeout, signal }).then(
      () => true,
      () => false,
    );
    signal.throwIfAborted();
    if (works) return candidate;
  }
  throw new Error('pip was not found: neither python3, python, pip3 nor pip can run it');
}

interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** Runs a command until it ends, or is killed: by the signal, by the timeout, or because this process exits. */
async function run(
  command: string,
  parameters: readonly string[],
  { environment, timeout, signal }: RunOptions,
): Promise<void> {
  const running = execute(command, parameters, {
    env: { ...process.env, ...environment },
    ...{ timeout, signal, maxBuffer: 1 << 24 },
    // At once: what it leaves half written goes with its folder.
    killSignal: 'SIGKILL',
  });
  const kill = () => running.child.kill('SIGKILL');
  process.once('exit', kill);
  try {
    await running;
  } finally {
    process.off('exit', kill);
  }
}

/** The end of what pip said, without the passwords that an index's address may hold. */
function reasonOf(error: unknown): string {
  // Not `instanceof`: errors of Node's own modules may come from another realm.
  if (!types.isNativeError(error)) return String(error);
  if ('killed' in error && error.killed === true) return `it took longer than ${downloadTimeout / 60_000} minutes`;
  // The last warning says what was wrong with the connection, the two errors behind it only that nothing was found.
  const said = 'stderr' in error ? String(error.stderr).trim().split('\n').slice(-3).join(' ') : '';
  return (said || error.message).slice(0, 500).replace(/\/\/[^/@\s]*@/g, '//');
}
