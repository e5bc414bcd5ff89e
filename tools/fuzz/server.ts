import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeTinyBert, writeTinyMixtral } from '@leeward/mixtral-llm/testing';

/** A server that runs in a process of its own, for the time of the command. */
export interface FuzzedServer {
  readonly url: string;
  readonly key: string;
  readonly isRunning: () => boolean;
  /** Reads the memory of its process; 0 where the system does not tell. */
  readonly readMegabytes: () => number;
  /** Reads its last lines. */
  readonly readLog: () => string;
  readonly stop: () => Promise<void>;
}

const program = fileURLToPath(new URL('../../apps/api/dist/main.js', import.meta.url));

/** Settings under which every route exists, answers are short, and one that takes too long is a failure. */
const settings = {
  PORT: '0',
  GPU: 'false',
  THREADS: '1',
  CONTEXT_SIZE: '160',
  MAX_QUEUED_REQUESTS: '256',
  AUDIT_LOG: 'off',
  CHAT_RENDER: 'true',
  REQUEST_TIMEOUT: '60',
};

/** Milliseconds in which the server must be ready. */
const startTimeout = 120_000;

/** Starts the API with tiny models of random weights, and a key. The rest is as `npm start` has it. */
export async function startServer(folder: string, hasGuard: boolean): Promise<FuzzedServer> {
  const [model, embeddings, keys] = ['tiny.gguf', 'tiny-bert.gguf', 'keys.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const key = randomBytes(16).toString('hex');
  const sha256 = createHash('sha256').update(key).digest('hex');
  await Promise.all([
    writeTinyMixtral(model),
    writeTinyBert(embeddings),
    writeFile(keys, JSON.stringify({ keys: [{ name: 'fuzz', sha256, choices: 'any' }] })),
  ]);
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      ...settings,
      MODEL_PATH: model,
      EMBEDDING_MODEL_PATH: embeddings,
      API_KEYS_PATH: keys,
      ...(!hasGuard && { GUARD_MODEL: 'off' }),
    },
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
  const url = await waitForAddress(() => log, isRunning);
  return {
    url,
    key,
    isRunning,
    stop,
    readMegabytes: () => readMegabytes(child.pid),
    readLog: () => log.split('\n').slice(-20).join('\n'),
  };
}

/** Waits until the banner shows the address. @throws {Error} with the log, for a server that does not start */
async function waitForAddress(readLog: () => string, isRunning: () => boolean): Promise<string> {
  for (const deadline = Date.now() + startTimeout; Date.now() < deadline && isRunning();) {
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
