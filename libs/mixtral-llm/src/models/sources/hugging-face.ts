import { downloadFromHuggingFace } from '../../engine/llama/download-from-hugging-face.js';
import { type ModelSource } from './model-source.js';

/** Milliseconds that the site may take to answer at all before the next source is tried. */
const reachTimeout = 4_000;

/** Hugging Face, through node-llama-cpp's resolver, which knows `HF_TOKEN`. */
export function huggingFace(origin = 'https://huggingface.co'): ModelSource {
  return {
    name: 'Hugging Face',
    has: (file) => file.huggingFace !== undefined,
    fetch: async ({ entry, file, folder, onProgress, signal }) => {
      await ensureReachable(origin, signal);
      return downloadFromHuggingFace({
        uri: file.huggingFace as string,
        folder,
        signal,
        onProgress: (done, total) => onProgress({ task: `Fetching ${entry.name} from Hugging Face`, done, total }),
      });
    },
  };
}

/** The resolver tries for long where there is no network: ask first, for a few seconds. */
async function ensureReachable(origin: string, signal: AbortSignal | undefined): Promise<void> {
  const timeout = AbortSignal.timeout(reachTimeout);
  try {
    await fetch(origin, { method: 'HEAD', redirect: 'manual', signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
  } catch (error) {
    signal?.throwIfAborted();
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`${origin} cannot be reached: ${reason}`, { cause: error });
  }
}
