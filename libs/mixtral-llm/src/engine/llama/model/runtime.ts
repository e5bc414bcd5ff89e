import { type Llama } from 'node-llama-cpp';

/** Where layers are computed. */
export type Device = 'auto' | 'cuda' | 'metal' | 'vulkan' | false;

const runtimes = new Map<Device, Promise<Llama>>();

/**
 * The native runtime for a device: one for the life of the process, since each start tries its binary in a process of its own,
 * which takes half a second. It holds no model; what models take is given back with them.
 *
 * @throws an Error when the device or the binary is not there
 */
export function nativeRuntime(device: Device): Promise<Llama> {
  const known = runtimes.get(device);
  if (known) return known;
  const starting = start(device);
  runtimes.set(device, starting);
  // The next one may try again.
  starting.catch(() => runtimes.delete(device));
  return starting;
}

async function start(gpu: Device): Promise<Llama> {
  // The native binary, too, is loaded only when a model is.
  const { getLlama, LlamaLogLevel, NoBinaryFoundError } = await import('node-llama-cpp');
  const llama = await getLlama({
    gpu,
    // Never compile or download at run time: what is installed is what runs.
    build: 'never',
    skipDownload: true,
    // Each context sets its own.
    maxThreads: 0,
    logLevel: LlamaLogLevel.error,
    progressLogs: false,
  }).catch((cause: unknown) => {
    // The library's error has no words.
    throw cause instanceof NoBinaryFoundError ? new Error(noBinary(gpu), { cause }) : cause;
  });
  // Where a system cannot have it, the library takes the processor without a word.
  if (gpu !== 'auto' && llama.gpu !== gpu) throw new Error(noBinary(gpu));
  return llama;
}

function noBinary(gpu: Device): string {
  if (gpu === 'auto' || gpu === false)
    return 'there is no binary of llama.cpp that runs here. Install again with optional dependencies, or compile one: npm run build:llama.';
  return `there is no binary of llama.cpp for the GPU interface "${gpu}" that runs here. Use "auto", which takes what is there.`;
}
