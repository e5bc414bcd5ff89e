import { availableParallelism } from 'node:os';
import { type Llama } from 'node-llama-cpp';
import { type Device } from '../options/load-options.js';

const runtimes = new Map<Device, Promise<Llama>>();

/**
 * Returns the native runtime for a device, the same one for the life of the process. A start takes half a second, because it tries
 * the binary in a process of its own. The runtime itself owns no memory of models.
 *
 * @throws an Error when there is no such device, or no binary for it
 */
export function getNativeRuntime(device: Device): Promise<Llama> {
  const known = runtimes.get(device);
  if (known) return known;
  const starting = start(device);
  runtimes.set(device, starting);
  // The next call starts it again.
  starting.catch(() => runtimes.delete(device));
  return starting;
}

async function start(gpu: Device): Promise<Llama> {
  // Imported late: the native binary is loaded only when a model is.
  const { getLlama, LlamaLogLevel, NoBinaryFoundError } = await import('node-llama-cpp');
  const llama = await getLlama({
    gpu,
    // Never compile or download at run time: use the installed binary only.
    build: 'never',
    skipDownload: true,
    // No limit: each context sets its own number of threads.
    maxThreads: 0,
    logLevel: LlamaLogLevel.error,
    progressLogs: false,
  }).catch((cause: unknown) => {
    // The library's error has an empty message.
    throw cause instanceof NoBinaryFoundError ? new Error(describeMissingBinary(gpu), { cause }) : cause;
  });
  // On a system without this interface, the library falls back to the processor without an error.
  if (gpu !== 'auto' && llama.gpu !== gpu) throw new Error(describeMissingBinary(gpu));
  return llama;
}

function describeMissingBinary(gpu: Device): string {
  if (gpu === 'auto' || gpu === false) {
    return 'there is no binary of llama.cpp that runs here. Install again with optional dependencies, or compile one: npm run build:llama.';
  }
  return `there is no binary of llama.cpp for the GPU interface "${gpu}" that runs here. Use "auto", which takes what is there.`;
}

/**
 * Counts the cores that this process may use. Set on every context, because the runtime's default of at least 4 threads makes it ten
 * times slower on fewer cores.
 */
export function countAvailableThreads(): number {
  return Math.max(1, availableParallelism());
}
