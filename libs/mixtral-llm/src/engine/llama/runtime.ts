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
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp');
  return getLlama({
    gpu,
    // Never compile or download at run time: what is installed is what runs.
    build: 'never',
    skipDownload: true,
    // Each context sets its own.
    maxThreads: 0,
    logLevel: LlamaLogLevel.error,
    progressLogs: false,
  });
}
