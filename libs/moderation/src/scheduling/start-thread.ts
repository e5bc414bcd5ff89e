import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts the thread whose program is `thread-main`, in the folder of a module.
 * @param moduleUrl `import.meta.url` of the module.
 */
export function startThread(moduleUrl: string, options: WorkerOptions): Worker {
  if (!moduleUrl.endsWith('.ts')) return new Worker(new URL('./thread-main.js', moduleUrl), options);
  // A program runs the TypeScript sources by tsx. The thread registers it too: a worker of Node 20 ignores `--import`.
  const file = new URL('./thread-main.ts', moduleUrl).href;
  return new Worker(`import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(file)})));`, {
    ...options,
    eval: true,
  });
}
