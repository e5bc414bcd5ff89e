import { type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Readable } from 'node:stream';

/** Milliseconds that one program of rows may take. */
const maximumMilliseconds = 20 * 60_000;

/**
 * Reads the lines that a program prints, and waits for its end.
 *
 * @returns the end of what it wrote to standard error
 */
export async function readLines(
  child: ChildProcess & { readonly stdout: Readable; readonly stderr: Readable },
  onLine: (line: string) => void,
): Promise<string> {
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4000)));
  createInterface({ input: child.stdout }).on('line', onLine);
  const timer = setTimeout(() => child.kill(), maximumMilliseconds);
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  clearTimeout(timer);
  return errors;
}
