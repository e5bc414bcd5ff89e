import { orAborted } from '../../../scheduling/or-aborted.js';

/** Describes a download by node-llama-cpp's resolver. */
interface HuggingFaceDownload {
  /** For example `https://huggingface.co`. */
  readonly endpoint: string;
  /** `owner/name` */
  readonly repository: string;
  /** Path inside the repository; of a split file, its first part. */
  readonly path: string;
  /** Commit, branch or tag. Default `main`. */
  readonly revision?: string | undefined;
  readonly folder: string;
  /** Name of the file in the folder; of a split file, its first part. */
  readonly fileName: string;
  /** Milliseconds without a new byte after which the download fails. */
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
  const { endpoint, repository, path, revision, folder, fileName, stallTimeout, onProgress } = download;
  const { resolveModelFile } = await import('node-llama-cpp');
  const stallTimer = new StallTimer(stallTimeout);
  const signal = AbortSignal.any([download.signal, stallTimer.signal]);
  const uri = `hf:${repository}/${path}${revision === undefined ? '' : `#${revision}`}`;
  const resolving = resolveModelFile(uri, {
    directory: folder,
    fileName,
    cli: false,
    endpoints: { huggingFace: endpoint },
    onProgress: ({ downloadedSize, totalSize }) => {
      stallTimer.record(downloadedSize);
      onProgress(downloadedSize, totalSize);
    },
    signal,
  });
  try {
    // The resolver's own retries ignore the signal.
    return await orAborted(resolving, signal);
  } finally {
    stallTimer.stop();
  }
}

/** Aborts when no new bytes come for a while. */
class StallTimer {
  readonly #controller = new AbortController();
  readonly #timeout: number;
  #largest = 0;
  #timer: NodeJS.Timeout;

  constructor(timeout: number) {
    this.#timeout = timeout;
    this.#timer = this.#start();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  record(bytes: number): void {
    if (bytes <= this.#largest) return;
    this.#largest = bytes;
    this.stop();
    this.#timer = this.#start();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(): NodeJS.Timeout {
    const abort = () =>
      this.#controller.abort(new Error(`the download stalled: nothing came for ${this.#timeout / 1000} s`));
    return setTimeout(abort, this.#timeout);
  }
}
