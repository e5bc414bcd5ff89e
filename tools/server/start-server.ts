import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A server that runs in a process of its own. */
export interface RunningServer {
  readonly url: string;
  readonly isRunning: () => boolean;
  /** Reads the memory of its process; 0 where the system does not tell. */
  readonly readMegabytes: () => number;
  /** Reads its last lines. */
  readonly readLog: () => string;
  readonly stop: () => Promise<void>;
}

const program = fileURLToPath(new URL('../../apps/api/dist/main.js', import.meta.url));

/** Starts the API that was built, on a free port. @throws {Error} with its log, for one that is not ready in time */
export async function startServer(
  settings: Readonly<Record<string, string>>,
  maximumMilliseconds: number,
): Promise<RunningServer> {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-10_000)));
  }
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const stop = async (): Promise<void> => {
    if (!isRunning()) return;
    child.kill();
    await once(child, 'exit');
  };
  try {
    const url = await waitForAddress(() => log, isRunning, maximumMilliseconds);
    return {
      url,
      isRunning,
      stop,
      readMegabytes: () => readMegabytes(child.pid),
      readLog: () => log.split('\n').slice(-20).join('\n'),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits until the banner shows the address. */
async function waitForAddress(
  readLog: () => string,
  isRunning: () => boolean,
  maximumMilliseconds: number,
): Promise<string> {
  for (const deadline = Date.now() + maximumMilliseconds; Date.now() < deadline && isRunning();) {
    const url = /^ {2}url +(\S+)$/m.exec(readLog())?.[1];
    if (url !== undefined) return url;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The server did not start:\n${readLog()}`);
}

function readMegabytes(pid: number | undefined): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kilobytes ?? 0) / 1024);
  } catch {
    return 0;
  }
}
