/** A download by node-llama-cpp's resolver. */
export interface HuggingFaceDownload {
  /** `hf:owner/repository/file`, with `#commit` where it is pinned. */
  readonly uri: string;
  readonly folder: string;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Downloads a model file. @returns its path in the folder */
export async function downloadFromHuggingFace({ uri, folder, onProgress, signal }: HuggingFaceDownload): Promise<string> {
  const { resolveModelFile } = await import('node-llama-cpp');
  return resolveModelFile(uri, {
    directory: folder,
    cli: false,
    onProgress: ({ downloadedSize, totalSize }) => onProgress(downloadedSize, totalSize),
    ...(signal && { signal }),
  });
}
