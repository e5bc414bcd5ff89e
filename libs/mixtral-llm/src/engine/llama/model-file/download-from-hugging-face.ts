import { type HuggingFaceFile } from '../../../models/catalogue/catalogue.js';

/** A download by node-llama-cpp's resolver. */
export interface HuggingFaceDownload {
  /** For example `https://huggingface.co`. */
  readonly endpoint: string;
  readonly location: HuggingFaceFile;
  readonly folder: string;
  /** What the file is called in the folder; of a split file, its first part. */
  readonly fileName: string;
  /** Milliseconds without a new byte after which it is given up. */
  readonly stallTimeout: number;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Downloads a model file, or all parts of a split one. node-llama-cpp sends the token of `HF_TOKEN` where the site asks for one.
 *
 * @returns the path of the file, or of its first part
 * @throws the reason of `signal`, or an Error when the download fails or stalls
 */
export async function downloadFromHuggingFace(download: HuggingFaceDownload): Promise<string> {
  const { endpoint, location, folder, fileName, stallTimeout, onProgress } = download;
  const { resolveModelFile } = await import('node-llama-cpp');
  const watch = new StallWatch(stallTimeout);
  const signal = AbortSignal.any([download.signal, watch.signal]);
  const { repository, path, revision } = location;
  const uri = `hf:${repository}/${path}${revision === undefined ? '' : `#${revision}`}`;
  const resolving = resolveModelFile(uri, {
    directory: folder,
    fileName,
    cli: false,
    endpoints: { huggingFace: endpoint },
    onProgress: ({ downloadedSize, totalSize }) => {
      watch.see(downloadedSize);
      onProgress(downloadedSize, totalSize);
    },
    signal,
  });
  try {
    return await Promise.race([resolving, rejectedWhenAborted(signal)]);
  } catch (error) {
    // The resolver's own retries do not look at the signal: it must not fail unheard once nobody waits.
    resolving.catch(() => undefined);
    throw error;
  } finally {
    watch.stop();
  }
}

function rejectedWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Aborts when nothing new is seen for a while. */
class StallWatch {
  readonly #controller = new AbortController();
  #seen = 0;
  #timer: NodeJS.Timeout;

  readonly #timeout: number;

  constructor(timeout: number) {
    this.#timeout = timeout;

    this.#timer = this.#start();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  see(bytes: number): void {
    if (bytes <= this.#seen) return;
    this.#seen = bytes;
    this.stop();
    this.#timer = this.#start();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(): NodeJS.Timeout {
    const stalled = () =>
      this.#controller.abort(new Error(`the download stalled: nothing came for ${this.#timeout / 1000} s`));
    return setTimeout(stalled, this.#timeout);
  }
}
