import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify, types } from 'node:util';

const execute = promisify(execFile);

/** Commands that run pip on different machines, tried in this order. */
const commands = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
  ['pip'],
] as const satisfies readonly (readonly [string, ...string[]])[];

/** Timeout for one package, in milliseconds. A large wheel takes minutes on a slow connection. */
const downloadTimeout = 30 * 60_000;
/** Milliseconds for `pip --version`. */
const versionTimeout = 30_000;

/**
 * Downloads the wheel of a requirement with pip, without its dependencies. pip uses the user's own settings: index, proxy,
 * certificates. Nothing is installed, and no code of the package runs.
 *
 * @returns the path of the wheel in the folder
 * @throws an Error with the end of pip's error output
 * @throws the reason of `signal` when it aborts
 */
export async function pipDownload(requirement: string, folder: string, signal: AbortSignal): Promise<string> {
  const [command, ...prefix] = await findPip(signal);
  const destination = await mkdtemp(join(folder, 'pip-'));
  const options = [
    ...['download', '--no-deps', '--only-binary', ':all:', '--no-cache-dir', '--dest', destination],
    // The package is only a container for the file, so the Python version that it requires does not matter.
    ...['--ignore-requires-python', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off'],
  ];
  // The temporary files of pip go into the folder of the result: there their growth shows the progress, and they are removed with
  // the folder. A setting that requires a virtual environment is switched off, since nothing is installed.
  const environment = { TMPDIR: destination, TEMP: destination, TMP: destination, PIP_REQUIRE_VIRTUALENV: '0' };
  try {
    await run(command, [...prefix, ...options, requirement], { environment, timeout: downloadTimeout, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(`pip could not download ${requirement}: ${describeFailure(error)}`, { cause: error });
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

/** Runs a command until it ends. Kills it when the signal aborts, the time is over, or this process exits. */
async function run(
  command: string,
  parameters: readonly string[],
  { environment, timeout, signal }: RunOptions,
): Promise<void> {
  const running = execute(command, parameters, {
    env: { ...process.env, ...environment },
    timeout,
    signal,
    maxBuffer: 1 << 24,
    // Kill at once: its folder is removed with all partial files.
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

/** Returns the end of pip's error output, without the passwords that the URL of an index may contain. */
function describeFailure(error: unknown): string {
  // Not `instanceof`: errors of Node's own modules may come from another realm, as in tests.
  if (!types.isNativeError(error)) return String(error);
  if ('killed' in error && error.killed === true) return `it took longer than ${downloadTimeout / 60_000} minutes`;
  // Keep three lines: the last warning says why the connection failed, and the two errors after it only say that nothing was
  // found.
  const output = 'stderr' in error ? String(error.stderr).trim().split('\n').slice(-3).join(' ') : '';
  return (output || error.message).slice(0, 500).replace(/\/\/[^/@\s]*@/g, '//');
}
