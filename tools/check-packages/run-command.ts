import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const maximumOutput = 64 * 1024 * 1024;

/**
 * Runs a command without a shell and returns all that it printed.
 * @throws {Error} with the command and its output when it ends with another status than 0.
 */
export async function runCommand(
  command: string,
  commandArguments: readonly string[],
  folder: string,
): Promise<string> {
  try {
    const { stdout, stderr } = await execute(command, commandArguments, { cwd: folder, maxBuffer: maximumOutput });
    return stdout + stderr;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${command} ${commandArguments.join(' ')}\n${stdout}${stderr}`.trimEnd(), { cause: error });
  }
}
