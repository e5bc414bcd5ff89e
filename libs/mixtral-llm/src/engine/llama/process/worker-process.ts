import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Starts the worker, with a libuv pool of one thread, which counts only when it is set before a process starts: decode calls
 * that hop between pool threads make llama.cpp's spinning compute threads fight, which costs more than half of the speed.
 */
export function startWorkerProcess(): ChildProcess {
  const isSource = import.meta.url.endsWith('.ts');
  const file = fileURLToPath(new URL(isSource ? './worker.ts' : './worker.js', import.meta.url));
  return fork(file, [], {
    // Small messages, one for each token, are faster as JSON than by structured clone.
    serialization: 'json',
    // From the sources, as in tests, the worker needs the compiler that the sources are run with.
    execArgv: isSource ? ['--import', 'tsx', '--conditions', '@leeward/source', '--no-warnings'] : [],
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
    // What llama.cpp prints goes where our own errors go; standard output stays the parent's.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
}
